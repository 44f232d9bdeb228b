package org.sscard.issuer.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.sscard.issuer.custody.store.DeliveryStore;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.HierarchyKeyBlock.Announced;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.custody.Custodian;
import org.sscard.keys.custody.Handover;
import org.sscard.keys.custody.Restoration;
import org.sscard.keys.custody.Transcript;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.DurableFile;
import org.sscard.keys.vault.KeyVault;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Keys between tiers (密钥交接): asked for, approved, wrapped in key blocks, handed over with a memo, brought in with the
 * receivers' shares. The shares of what is handed over exist in memory until each was shown once; a restart before that
 * makes the file worthless, and it is made anew.
 */
public final class Deliveries implements AutoCloseable {

    private static final String SHOWN = "SHARE_SHOWN";
    private static final String ENTERED = "SHARE_ENTERED";
    private static final int MAX_FILE_BYTES = 4 * 1024 * 1024;

    private final KeyVault vault;
    private final DeliveryStore store;
    private final Path folder;
    private final Set<String> regions;
    private final Function<String, RegionProfile> profiles;
    private final BiConsumer<String, Principal> imported;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Outgoing> outgoing = new HashMap<>();
    private final Map<String, Incoming> incoming = new HashMap<>();
    private final Map<String, Set<String>> entered = new HashMap<>();

    private record Outgoing(Handover handover, Transcript transcript) implements AutoCloseable {
        @Override
        public void close() {
            handover.close();
            transcript.close();
        }
    }

    private record Incoming(Restoration restoration, Transcript transcript) implements AutoCloseable {
        @Override
        public void close() {
            restoration.close();
            transcript.close();
        }
    }

    /** A share on its way to its receiver's paper; {@link #close} erases it. */
    public static final class ShownShare implements AutoCloseable {

        private final String custodian;
        private final int number;
        private final char[] text;

        ShownShare(String custodian, int number, char[] text) {
            this.custodian = custodian;
            this.number = number;
            this.text = text;
        }

        public String custodian() {
            return custodian;
        }

        public int number() {
            return number;
        }

        /** Groups of hex digits in ASCII; the caller erases the array. */
        public byte[] text() {
            byte[] bytes = new byte[text.length];
            for (int at = 0; at < text.length; at++) {
                bytes[at] = (byte) text[at];
            }
            return bytes;
        }

        @Override
        public void close() {
            Arrays.fill(text, '\0');
        }
    }

    /**
     * @param regions that this bureau issues for: keys of other regions are not taken in
     * @param imported hears the id of each delivery whose keys are in the vault now
     */
    public Deliveries(
            KeyVault vault,
            DeliveryStore store,
            Path folder,
            Set<String> regions,
            Function<String, RegionProfile> profiles,
            BiConsumer<String, Principal> imported,
            Clock clock,
            SecureRandom random) {
        this.vault = vault;
        this.store = store;
        this.folder = folder;
        this.regions = Set.copyOf(regions);
        this.profiles = profiles;
        this.imported = imported;
        this.clock = clock;
        this.random = random;
        store.abandonUnshown();
    }

    void register(CustodyDesk desk) {
        desk.register(Verb.KEY_DELIVER, this::deliver);
        desk.register(Verb.KEY_IMPORT, this::importing);
    }

    private Plan deliver(CustodyRequest request) {
        request.requireOnly("scope", "region", "receivers", "threshold");
        Scope scope = KeyNames.scope(request.require("scope"));
        if (scope.equals(Scope.MINISTRY)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "scope", "PROVINCE 21, CITY 211002");
        }
        String region =
                scope.tier() == Scope.Tier.CITY ? scope.region() : request.optional("region", scope.region() + "0000");
        List<String> receivers = List.of(request.require("receivers").split("[,，、]\\s*", -1));
        int threshold = number(request.optional("threshold", Integer.toString(receivers.size())));
        CeremonyPlan plan = CeremonyPlan.of(vault.environment(), threshold, receivers, random);
        long keys = vault.keys().stream()
                .filter(key -> scope.region().startsWith(key.id().scope().region())
                        && scope.tier().compareTo(key.id().scope().tier()) > 0)
                .count();
        return new Plan(
                "向 " + scope + " 交付密钥，接收人 " + String.join("、", receivers),
                List.of(
                        new Plan.Change("交付", "", scope + " 的密钥，由 " + keys + " 个上级密钥分散"),
                        new Plan.Change("份额", "", threshold + " / " + receivers.size() + " 份可打开")),
                List.of("接收方可用这些密钥为 " + scope + " 制卡和发行 PSAM 卡", "上级密钥不离开密钥库"),
                by -> wrap(plan, scope, profiles.apply(region), by));
    }

    private synchronized String wrap(CeremonyPlan plan, Scope scope, RegionProfile profile, Principal by) {
        String id = "OUT-" + plan.id();
        Transcript transcript = Transcript.open(folder.resolve(id + ".log"), "delivery", clock, random);
        try {
            Handover made =
                    Handover.make(plan, vault, scope, profile, transcript, file(id), by.account(), clock, random);
            Delivery delivery = new Delivery(
                    id,
                    scope.toString(),
                    plan.environment().name(),
                    Delivery.State.WRAPPED,
                    plan.threshold(),
                    plan.custodians().stream().map(Custodian::name).toList(),
                    List.copyOf(new TreeMap<>(made.shareCheckValues()).values()),
                    made.protectionKey().toString(),
                    made.digest(),
                    made.keys().stream().map(Deliveries::line).toList(),
                    clock.instant());
            outgoing.put(id, new Outgoing(made, transcript));
            store.add(delivery, by);
            return id;
        } catch (KeyException e) {
            transcript.close();
            throw e;
        }
    }

    /**
     * The next receiver's share, once. One person shows at most one share less than opens the file.
     *
     * @throws CodedException CEREMONY_STEP_REFUSED when all were shown, or this person has shown as many as he may
     */
    public synchronized ShownShare showShare(String id, Principal by) {
        Delivery delivery = find(id);
        Outgoing open = outgoing.get(id);
        if (open == null || delivery.state() != Delivery.State.WRAPPED) {
            throw new CodedException(
                    ErrorCode.CEREMONY_STEP_REFUSED, delivery.state().zh());
        }
        if (store.count(id, SHOWN, by.person()) >= delivery.threshold() - 1) {
            throw new CodedException(ErrorCode.CEREMONY_STEP_REFUSED, "一人最多出示 " + (delivery.threshold() - 1) + " 份");
        }
        Custodian next = open.handover().nextToSee().orElseThrow();
        store.note(id, SHOWN, by, next.name() + " " + next.number());
        char[] text = open.handover().show(by.account());
        if (open.handover().nextToSee().isEmpty()) {
            store.move(id, Delivery.State.HANDED_OVER, by, "");
            outgoing.remove(id);
            open.close();
        }
        return new ShownShare(next.name(), next.number(), text);
    }

    /** The file of key blocks, to be carried to the receiver. */
    public byte[] content(String id) {
        find(id);
        try {
            return Files.readAllBytes(file(id));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BACKUP_READ_FAILED, id);
        }
    }

    /**
     * Takes a file in, without opening it.
     *
     * @throws CodedException BACKUP_DAMAGED, KEY_ENVIRONMENT_MISMATCH, KEY_SCOPE_REFUSED, BACKUP_ALREADY_EXISTS
     */
    public synchronized Delivery receive(byte[] content, Principal by) {
        if (content.length > MAX_FILE_BYTES) {
            throw new CodedException(ErrorCode.REQUEST_TOO_LARGE, MAX_FILE_BYTES);
        }
        Path arrived = folder.resolve("arriving");
        DurableFile.replace(arrived, content);
        Path log = folder.resolve("arriving.log");
        try (Transcript transcript = Transcript.open(log, "delivery", clock, random);
                Restoration restoration = Restoration.begin(arrived, transcript, clock)) {
            String id = "IN-" + restoration.plan().id();
            List<Announced> keys = restoration.announced();
            requireOurs(restoration.plan(), keys);
            Delivery delivery = new Delivery(
                    id,
                    keys.get(0).id().scope().toString(),
                    restoration.plan().environment().name(),
                    Delivery.State.RECEIVED,
                    restoration.plan().threshold(),
                    restoration.plan().custodians().stream()
                            .map(Custodian::name)
                            .toList(),
                    List.copyOf(new TreeMap<>(restoration.shareCheckValues()).values()),
                    restoration.protectionKey().toString(),
                    restoration.digest(),
                    keys.stream().map(Deliveries::line).toList(),
                    clock.instant());
            if (!store.add(delivery, by)) {
                throw new CodedException(ErrorCode.BACKUP_ALREADY_EXISTS, id);
            }
            DurableFile.replace(file(id), content);
            return delivery;
        } finally {
            discard(arrived);
            discard(log);
        }
    }

    /**
     * A receiver enters the share from his paper. One person enters one; the caller erases the text.
     *
     * @return shares that are still missing
     * @throws CodedException SHARE_INVALID, SHARE_OF_OTHER_CEREMONY, SHARE_REPEATED, CEREMONY_ABORTED,
     *     CEREMONY_STEP_REFUSED for a person who has entered one
     */
    public synchronized int enterShare(String id, int number, char[] text, Principal by) {
        Delivery delivery = find(id);
        if (delivery.state() != Delivery.State.RECEIVED) {
            throw new CodedException(
                    ErrorCode.CEREMONY_STEP_REFUSED, delivery.state().zh());
        }
        Restoration restoration = opened(id).restoration();
        if (number < 1 || number > delivery.custodians().size()) {
            throw new CodedException(ErrorCode.SHARE_INVALID, number);
        }
        if (persons(id).contains(by.person())) {
            throw new CodedException(ErrorCode.CEREMONY_STEP_REFUSED, "一人只能输入一份");
        }
        try {
            restoration.enter(restoration.plan().custodians().get(number - 1), text);
        } catch (KeyException e) {
            store.note(id, ENTERED, by, e.code());
            if (e.fault() == KeyFault.CEREMONY_ABORTED) {
                refuse(id, by, e.code());
            }
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
        persons(id).add(by.person());
        store.note(id, ENTERED, by, "share " + number);
        return restoration.missing();
    }

    private Plan importing(CustodyRequest request) {
        request.requireOnly("delivery", "digest");
        Delivery delivery = find(request.require("delivery"));
        if (!delivery.fileDigest().equals(request.require("digest"))) {
            throw new CodedException(ErrorCode.BACKUP_DAMAGED, delivery.id());
        }
        if (delivery.state() != Delivery.State.RECEIVED) {
            throw new CodedException(
                    ErrorCode.CEREMONY_STEP_REFUSED, delivery.state().zh());
        }
        return new Plan(
                "导入 " + delivery.scope() + " 的 " + delivery.keys().size() + " 个密钥，交接单 " + delivery.id(),
                List.of(new Plan.Change(
                        "密钥库",
                        vault.keys().size() + " 个密钥",
                        "+ " + delivery.keys().size() + " 个")),
                List.of("范围：" + delivery.scope(), "已有的密钥不会被覆盖：有一个重复则全部不导入"),
                by -> restore(delivery, by));
    }

    private synchronized String restore(Delivery delivery, Principal by) {
        Incoming open = opened(delivery.id());
        List<Key> keys = open.restoration().restore(vault, delivery.id() + " " + by.account());
        store.move(delivery.id(), Delivery.State.IMPORTED, by, keys.size() + " keys");
        incoming.remove(delivery.id());
        open.close();
        imported.accept(delivery.id(), by);
        return keys.size() + " 个密钥";
    }

    /** @throws CodedException DELIVERY_NOT_FOUND */
    public Delivery find(String id) {
        return store.find(id).orElseThrow(() -> new CodedException(ErrorCode.DELIVERY_NOT_FOUND, id));
    }

    public List<Delivery> newest(int limit) {
        return store.newest(limit);
    }

    public List<DeliveryStore.Step> steps(String id) {
        return store.steps(id);
    }

    @Override
    public synchronized void close() {
        outgoing.values().forEach(Outgoing::close);
        incoming.values().forEach(Incoming::close);
    }

    private void requireOurs(CeremonyPlan plan, List<Announced> keys) {
        if (plan.environment() != vault.environment()
                || keys.stream().anyMatch(key -> key.environment() != vault.environment())) {
            throw new CodedException(ErrorCode.KEY_ENVIRONMENT_MISMATCH);
        }
        for (Announced key : keys) {
            Scope scope = key.id().scope();
            if (regions.stream().noneMatch(scope::covers)) {
                throw new CodedException(ErrorCode.KEY_SCOPE_REFUSED);
            }
        }
    }

    private Set<String> persons(String id) {
        return entered.computeIfAbsent(id, unknown -> new HashSet<>());
    }

    private Incoming opened(String id) {
        return incoming.computeIfAbsent(id, unknown -> {
            entered.remove(id);
            Transcript transcript = Transcript.open(folder.resolve(id + ".log"), "delivery", clock, random);
            try {
                return new Incoming(Restoration.begin(file(id), transcript, clock), transcript);
            } catch (KeyException e) {
                transcript.close();
                throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
            }
        });
    }

    private void refuse(String id, Principal by, String why) {
        Incoming open = incoming.remove(id);
        if (open != null) {
            open.close();
        }
        store.move(id, Delivery.State.REFUSED, by, why);
    }

    private Path file(String id) {
        return folder.resolve(id + ".keys");
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file.getFileName());
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,2}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "threshold", "2-16");
        }
        return Integer.parseInt(text);
    }

    private static String line(Key key) {
        return key.id() + " " + key.checkValue();
    }

    private static String line(Announced key) {
        return key.id() + " " + key.checkValue();
    }
}
