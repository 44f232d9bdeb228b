package org.sscard.issuer;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Period;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.registry.NumberRange;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.RegionProfile;
import org.sscard.servicekit.config.Default;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * The bureau's configuration file (docs/issuer.md).
 *
 * @param data directory of the embedded database, the vault, the audit log and, in a first run, the certificates
 * @param regions that this bureau issues for, each with its card numbers; at least one
 * @param stationPatience how long a station may take over one APDU
 * @param leaseTime how long a worker that says nothing keeps its card
 * @param tick how often leases are renewed and readers looked at; well below the lease time
 * @param feedPoll how often the status feed looks for changes of other service instances
 * @param feedHeartbeat how often an up-to-date subscriber hears so
 * @param scanAt HH:MM of the bureau's zone, in quotes: when all rows are looked at for changes by hand
 * @param numbersWitnessFile the highest card number of each region, better on another disk than the database; absent:
 *     numbers.witness in the data directory
 * @param listedBlanksOnly cards are made only of blanks that were taken into stock; otherwise a blank that nobody took in
 *     is booked as received when a station sees it
 * @param workflowsRequired nothing is released or made without registration, general test and approved card OS; always so with
 *     production keys, whatever stands here
 * @param authority the tier above, which decides whose a person is; absent: this bureau is the only one
 */
public record IssuerConfig(
        @Default("{port: 8610}") ServerConfig server,
        @Default(".sscard/issuer") Path data,
        @Default("{}") DatabaseConfig database,

        @Default("[{code: '211002', district: A}, {code: '211003', district: B}, {code: '211004', district: C},"
                + " {code: '211011', district: D}]")
        List<Region> regions,

        @Default("[]") List<FactorTexts> factorTexts,

        @Default("{}") Profile profile,
        @Default("{}") Vault vault,
        @Default("{}") KeyService keyService,
        @Default("{}") Audit audit,
        @Default("15s") Duration stationPatience,
        @Default("15s") Duration leaseTime,
        @Default("2s") Duration tick,
        @Default("200ms") Duration feedPoll,
        @Default("10s") Duration feedHeartbeat,
        @Default("02:00") String scanAt,
        @Nullable Path numbersWitnessFile,
        @Default("false") boolean listedBlanksOnly,
        @Default("false") boolean workflowsRequired,
        @Nullable Above authority) {

    public IssuerConfig {
        regions = List.copyOf(regions);
        factorTexts = List.copyOf(factorTexts);
        if (regions.isEmpty()
                || new HashSet<>(regions.stream().map(Region::code).toList()).size() < regions.size()) {
            throw new IllegalArgumentException("at least one region, none of them twice");
        }
        if (tick.multipliedBy(3).compareTo(leaseTime) > 0) {
            throw new IllegalArgumentException("a tick of at most a third of leaseTime");
        }
    }

    /** Cards that count are made by the book: a setting cannot open what production keys are for. */
    boolean formal() {
        return workflowsRequired || vault.environment() == Environment.PRODUCTION;
    }

    Periods periods() {
        return new Periods(regions.stream().collect(Collectors.toMap(Region::code, Region::periods)));
    }

    /**
     * @param code GB/T 2260, 6 digits, in quotes
     * @param district first letter of the card numbers, one region only
     * @param first first counter of the card number range, 1 to 9999999
     * @param last last counter of the range
     * @param temporaryLoss how long a temporary loss (临时挂失) holds
     * @param temporaryLossEnds ACTIVE: it is lifted by itself then; LOST: it becomes a formal one
     * @param collection how long a card waits for its holder before it goes back
     */
    public record Region(
            String code,
            String district,
            @Default("1") int first,
            @Default("9999999") int last,
            @Default("7d") Duration temporaryLoss,
            @Default("ACTIVE") CardState temporaryLossEnds,
            @Default("180d") Duration collection) {

        public Region {
            new RegionCode(code);
            if (district.length() != 1) {
                throw new IllegalArgumentException("one letter A to Z as district");
            }
        }

        Map<Period, Periods.Rule> periods() {
            return Map.of(
                    Period.TEMPORARY_LOSS, new Periods.Rule(temporaryLoss, temporaryLossEnds),
                    Period.COLLECTION, new Periods.Rule(collection, CardState.RETURNED));
        }

        NumberRange range() {
            return new NumberRange(code, district.charAt(0), first, last);
        }
    }

    /**
     * A region that agreed on factor texts of its own (card specification §5.1); every other one has the standard ones. A
     * tier that hands keys to such a region needs them too.
     *
     * @param code GB/T 2260, 6 digits, in quotes
     * @param province 8 ASCII characters, level 1
     * @param city 8 ASCII characters, level 2
     */
    public record FactorTexts(String code, String province, String city) {

        public FactorTexts {
            new RegionCode(code);
            try {
                new RegionProfile(code, province, city);
            } catch (KeyException e) {
                throw new IllegalArgumentException(e.detail(), e);
            }
        }

        RegionProfile profile() {
            return new RegionProfile(code, province, city);
        }
    }

    /**
     * @param version generation of the cards: V2_0 or V3_0
     * @param algorithm DES or SM4
     * @param category element 02, '1' to '4'
     * @param initialisingRegion of element 04, 6 digits in quotes
     * @param organisationSequence last byte of element 04
     * @param startingDay of the medical year, MMDD in quotes
     * @param optional applications and files that only some issues carry: DF05, DF06, DF07, SSSE/EF0D
     * @param initialPinFile the first PIN of new cards, one line of 4 to 16 digits; a first run needs none
     */
    public record Profile(
            @Default("V2_0") SpecificationVersion version,
            @Default("DES") CardAlgorithm algorithm,
            @Default("3") String category,
            @Default("211000") String initialisingRegion,
            @Default("1") int organisationSequence,
            @Default("10") int validYears,
            @Default("0101") String startingDay,
            @Default("[]") Set<String> optional,
            @Nullable Path initialPinFile) {

        CardProfile cardProfile() {
            return new CardProfile(
                    version,
                    algorithm,
                    category,
                    initialisingRegion,
                    organisationSequence,
                    validYears,
                    startingDay,
                    optional);
        }
    }

    /**
     * @param digest chains the records, SHA_256 or SM3; a log keeps the one it was begun with
     * @param checkpointFile the signed checkpoint, on another disk or machine; absent: beside the log, where it notices
     *     only that the log alone was cut
     */
    public record Audit(
            @Default("SHA_256") AuditHash digest,
            @Nullable Path checkpointFile,
            @Default("1m") Duration checkpointEvery) {}

    /** What chains the records of the audit log. */
    public enum AuditHash {
        SHA_256,
        SM3
    }

    /**
     * Limits of the key service (A7); over one of them a caller is refused and an alarm raised.
     *
     * @param derivationsPerMinute keys of cards that one caller may have derived
     * @param purchasesPerMinute purchases that one terminal number may have authorised
     * @param checksPerMinute TACs and card answers that one insurer may have checked
     * @param falseProofsPerMinute of one terminal: more of them raise an alarm, for somebody may be guessing
     */
    public record KeyService(
            @Default("12000") int derivationsPerMinute,
            @Default("120") int purchasesPerMinute,
            @Default("600000") int checksPerMinute,
            @Default("30") int falseProofsPerMinute) {

        public KeyService {
            if (derivationsPerMinute < 1 || purchasesPerMinute < 1 || checksPerMinute < 1 || falseProofsPerMinute < 1) {
                throw new IllegalArgumentException("limits of at least 1");
            }
        }
    }

    /** @param credentials of this city: role issuer, its CN is the city's name there */
    public record Above(URI url, Credentials credentials) {}

    /**
     * @param file the encrypted vault; absent: vault.json in the data directory
     * @param passphraseFile one line; absent only in a first run, which makes its own beside the vault, and with a token
     * @param witnessFile remembers the vault's last generation; better on another disk than the vault, beside it by default
     * @param pkcs11 an HSM that holds the 3DES keys and wraps the vault's master (docs/pkcs11.md)
     */
    public record Vault(
            @Nullable Path file,
            @Nullable Path passphraseFile,
            @Nullable Path witnessFile,
            @Default("TEST") Environment environment,
            @Nullable Pkcs11 pkcs11) {}

    /**
     * @param library the PKCS#11 library of the HSM
     * @param token its label
     * @param pinFile one line, readable by this service alone
     * @param profile a vendor's SM4 mechanisms; absent: SM4 is computed in software
     * @param patience how long one step may take
     */
    public record Pkcs11(
            Path library,
            String token,
            Path pinFile,
            @Nullable Path profile,
            @Default("5s") Duration patience) {}
}
