package org.sscard.terminal.card;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.AuthorityChain;
import org.sscard.terminal.authority.PsamAuthority;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.TransportFailure;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Work on a card, and with whoever gives cryptograms for it; both are given back when the work is done.
 *
 * @param keyService makes an authority for one session; empty: there is none
 */
record CardSessions(ReaderDesk readers, Optional<Supplier<PurchaseAuthority>> keyService) {

    <T> T atCard(CardPlace place, BiFunction<CardLease, OpenCard, T> work) {
        try (CardLease lease = readers.lease(place)) {
            return work.apply(lease, OpenCard.on(lease));
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    /**
     * For what only reads: once more where the contact failed in the middle (terminal interface §8). A PIN or a debit is never
     * repeated by itself.
     */
    <T> T reading(CardPlace place, BiFunction<OpenCard, AuthorityChain, T> work) {
        try (CardLease lease = readers.lease(place)) {
            OpenCard card = OpenCard.on(lease);
            return withAuthorities(authorities -> work.apply(card, authorities));
        } catch (CardTransportException e) {
            if (!failedInTheMiddle(e)) {
                throw TransportFailure.coded(e);
            }
        }
        return atCardAndAuthorities(place, work);
    }

    /** A card that was taken out is not waited for, nor one that was waited for already. */
    private static boolean failedInTheMiddle(CardTransportException failure) {
        return switch (failure.kind()) {
            case CARD_RESET -> true;
            case CARD_MUTE -> !(failure.getCause() instanceof TimeoutException);
            case CARD_REMOVED, READER_LOST -> false;
        };
    }

    <T> T atCardAndAuthorities(CardPlace place, BiFunction<OpenCard, AuthorityChain, T> work) {
        return atCard(place, (lease, card) -> withAuthorities(authorities -> work.apply(card, authorities)));
    }

    <T> T withAuthorities(Function<AuthorityChain, T> work) {
        Optional<CardLease> psam = readers.leaseIfPresent(ReaderRole.PSAM);
        try {
            return work.apply(new AuthorityChain(psam.flatMap(CardSessions::authority), keyService.map(Supplier::get)));
        } finally {
            psam.ifPresent(CardLease::close);
        }
    }

    /** A PSAM that gives no answer is as good as absent. */
    private static Optional<PurchaseAuthority> authority(CardLease psam) {
        try {
            return Optional.of(new PsamAuthority(psam));
        } catch (CodedException e) {
            if (e.code() == ErrorCode.PSAM_ABSENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The number of the PSAM's terminal; a PSAM that cannot say it is none. */
    Optional<String> psamTerminal() {
        try {
            return withAuthorities(authorities -> authorities.psam().map(PurchaseAuthority::terminal));
        } catch (CodedException e) {
            return Optional.empty();
        }
    }

    /** The lease goes over to the step; where none comes about it ends here. */
    <T extends CardStep> T begun(CardPlace place, BiFunction<CardLease, OpenCard, T> work) {
        CardLease lease = readers.lease(place);
        boolean begun = false;
        try {
            T step = work.apply(lease, OpenCard.on(lease));
            begun = true;
            return step;
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        } finally {
            if (!begun) {
                lease.close();
            }
        }
    }
}
