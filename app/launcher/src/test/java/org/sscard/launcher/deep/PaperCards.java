package org.sscard.launcher.deep;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;

/**
 * Cards on paper: a seal over everything that a real TAC covers stands in for its cryptography, which other tests prove. What
 * changes on the way from agent to key service is noticed as it would be.
 */
final class PaperCards {
    private static final int TAC_BYTES = 4;
    private static final int RESPONSE_BYTES = 8;

    /** Those whose bills are payable; a reader of the paper agent is named by the index. */
    static final List<SandboxData.SandboxPerson> HOLDERS =
            SandboxData.load().persons().subList(0, 8);

    /** Whose accounts pay at the pharmacy. */
    static final List<SandboxData.SandboxPerson> EMPLOYEES = SandboxData.load().persons().stream()
            .filter(person -> person.scheme() == Scheme.EMPLOYEE)
            .toList();

    private PaperCards() {}

    static ByteString code(SandboxData.SandboxPerson holder) {
        return ByteString.copyFrom(HexFormat.of().parseHex(holder.cardSn()));
    }

    static CardProof sealed(CardProof.Builder proof) {
        return proof.setTac(seal(proof.clearTac().build(), TAC_BYTES)).build();
    }

    static boolean genuine(CardProof proof) {
        return proof.equals(sealed(proof.toBuilder()));
    }

    static CardAuthentication sealed(CardAuthentication.Builder answer) {
        return answer.setResponse(seal(answer.clearResponse().build(), RESPONSE_BYTES))
                .build();
    }

    static boolean genuine(CardAuthentication answer) {
        return answer.equals(sealed(answer.toBuilder()));
    }

    private static ByteString seal(Message message, int bytes) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(message.toByteArray()), 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
