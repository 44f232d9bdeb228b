package org.sscard.keys.custody;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.SecretSharing.Point;
import org.sscard.keys.model.KeyMaterial;

/**
 * Takes the custodians' shares one by one and gives the protection key when there are enough. Every refusal is counted
 * and in the transcript; after three wrong entries of one custodian nothing more is taken.
 */
final class ShareCollection implements AutoCloseable {

    private static final int WRONG_ENTRIES = 3;
    private static final String ENTERED = "SHARE_ENTERED";

    private final CeremonyPlan plan;
    private final Map<Integer, String> checkValues;
    private final Transcript transcript;
    private final Map<Integer, Share> entered = new TreeMap<>();
    private final Map<Integer, Integer> wrong = new TreeMap<>();
    private boolean aborted;

    /** @param checkValues of every share, by number */
    ShareCollection(CeremonyPlan plan, Map<Integer, String> checkValues, Transcript transcript) {
        this.plan = plan;
        this.checkValues = checkValues;
        this.transcript = transcript;
    }

    int count() {
        return entered.size();
    }

    /**
     * @throws KeyException SHARE_INVALID, SHARE_OF_OTHER_CEREMONY, SHARE_REPEATED; CEREMONY_ABORTED from the third
     *     wrong entry on
     */
    void enter(Custodian custodian, char[] typed) {
        requireGoingOn();
        if (!plan.custodians().contains(custodian)) {
            throw new KeyException(KeyFault.SHARE_INVALID, custodian.name() + " is no custodian of this ceremony");
        }
        try {
            Share share = Share.parse(typed);
            try {
                requireOwn(custodian, share);
            } catch (KeyException e) {
                share.close();
                throw e;
            }
            entered.put(share.number(), share);
            transcript.note(
                    custodian.name(), ENTERED, "share " + share.number() + " " + share.checkValue(), Transcript.OK);
        } catch (KeyException e) {
            countWrong(custodian, e);
            throw e;
        }
    }

    /**
     * The protection key; the caller erases it. The shares are erased.
     *
     * @throws KeyException SHARES_TOO_FEW, SHARE_INVALID when a share does not lie with the others
     */
    KeyMaterial combine() {
        requireGoingOn();
        if (entered.size() < plan.threshold()) {
            String subject = entered.size() + " of " + plan.threshold();
            transcript.note("–", "SHARES_COMBINED", subject, KeyFault.SHARES_TOO_FEW.name());
            throw new KeyException(KeyFault.SHARES_TOO_FEW, subject);
        }
        List<Point> points = new ArrayList<>();
        entered.values().forEach(share -> points.add(new Point(share.number(), share.value())));
        List<Point> enough = points.subList(0, plan.threshold());
        for (Point further : points.subList(plan.threshold(), points.size())) {
            try (KeyMaterial expected = SecretSharing.valueAt(further.x(), enough)) {
                if (!expected.sameAs(further.y())) {
                    transcript.note("–", "SHARES_COMBINED", "share " + further.x(), KeyFault.SHARE_INVALID.name());
                    throw new KeyException(KeyFault.SHARE_INVALID, "share " + further.x() + " is not of one key");
                }
            }
        }
        KeyMaterial key = SecretSharing.combine(enough);
        close();
        return key;
    }

    @Override
    public void close() {
        entered.values().forEach(Share::close);
        entered.clear();
    }

    private void requireOwn(Custodian custodian, Share share) {
        if (!share.ceremony().equals(plan.id())) {
            throw new KeyException(KeyFault.SHARE_OF_OTHER_CEREMONY, "ceremony " + share.ceremony());
        }
        if (entered.containsKey(share.number())) {
            throw new KeyException(KeyFault.SHARE_REPEATED, "share " + share.number());
        }
        boolean own = share.number() == custodian.number()
                && share.threshold() == plan.threshold()
                && share.checkValue().equals(checkValues.get(share.number()));
        if (!own) {
            throw new KeyException(KeyFault.SHARE_INVALID, "not the share of " + custodian.name());
        }
    }

    private void countWrong(Custodian custodian, KeyException refusal) {
        int times = wrong.merge(custodian.number(), 1, Integer::sum);
        transcript.note(custodian.name(), ENTERED, "wrong entry " + times, refusal.code());
        if (times >= WRONG_ENTRIES) {
            aborted = true;
            close();
            transcript.note(custodian.name(), "CEREMONY_ABORTED", "ceremony " + plan.id(), "CEREMONY_ABORTED");
            throw new KeyException(KeyFault.CEREMONY_ABORTED, times + " wrong entries of " + custodian.name(), refusal);
        }
    }

    private void requireGoingOn() {
        if (aborted) {
            throw new KeyException(KeyFault.CEREMONY_ABORTED, "ceremony " + plan.id());
        }
    }
}
