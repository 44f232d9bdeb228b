package org.sscard.terminal.api.rpc;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.FileRef;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.DebitRecord;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.terminal.card.ReadingRight;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.terminal.v1.BasicData;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.FileItem;
import org.sscard.wire.terminal.v1.Reader;

/** The wire's messages and what they mean here. A message that means nothing is REQUEST_INVALID. */
final class CardMessages {

    private static final int MAX_RECORD = 254;

    private CardMessages() {}

    static CardAuthentication authentication(org.sscard.terminal.card.CardAuthentication answered) {
        CardIdentity identity = answered.identity();
        return CardAuthentication.newBuilder()
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setRegion(identity.region())
                .setAlgorithm(algorithm(identity))
                .setChallenge(ByteString.copyFrom(answered.challengeBytes()))
                .setResponse(ByteString.copyFrom(answered.responseBytes()))
                .build();
    }

    static CardIdentificationCode identificationCode(ByteString bytes) {
        try {
            return CardIdentificationCode.ofBytes(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "card_identification_code", "16 bytes");
        }
    }

    static Purchase purchase(DebitRequest request) {
        try {
            return new Purchase(
                    request.getAccountFen(), request.getSelfPayFen(), request.getPooledFen(), request.getTime());
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "debit", String.valueOf(e.getMessage()));
        }
    }

    static Reader reader(ReaderStatus status) {
        return Reader.newBuilder()
                .setName(status.name())
                .setRole(role(status.role()))
                .setCardPresent(status.presence().cardPresent())
                .setAtr(ByteString.copyFrom(status.presence().atr()))
                .build();
    }

    private static org.sscard.wire.terminal.v1.ReaderRole role(ReaderRole role) {
        return switch (role) {
            case USER_CONTACT -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_USER_CONTACT;
            case USER_CONTACTLESS -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_USER_CONTACTLESS;
            case PSAM -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_PSAM;
            case PERSONALISATION -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_PERSONALISATION;
            case UNASSIGNED -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_UNSPECIFIED;
        };
    }

    static BasicData basicData(org.sscard.terminal.card.BasicData data) {
        CardIdentity identity = data.identity();
        return BasicData.newBuilder()
                .setRegion(identity.region())
                .setSocialSecurityNumber(data.socialSecurityNumber())
                .setCardNumber(data.cardNumber())
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setName(data.name())
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setSpecificationVersion(data.specificationVersion())
                .setIssueDate(data.issueDate())
                .setExpiryDate(data.expiryDate())
                .setTerminal(data.terminal())
                .setDevice(data.device())
                .setAuthenticated(data.authenticated())
                .setAlgorithm(algorithm(identity))
                .build();
    }

    static CardProof proof(PurchaseProof proof) {
        CardIdentity identity = proof.identity();
        Purchase purchase = proof.purchase();
        return CardProof.newBuilder()
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setRegion(identity.region())
                .setAlgorithm(algorithm(identity))
                .setTerminal(proof.terminal())
                .setTerminalSequence(proof.terminalSequence())
                .setTime(purchase.time())
                .setAccountFen(purchase.accountFen())
                .setSelfPayFen(purchase.selfPayFen())
                .setPooledFen(purchase.pooledFen())
                .setCardSequence(proof.cardSequence())
                .setTac(ByteString.copyFrom(proof.tacBytes()))
                .build();
    }

    private static CardAlgorithm algorithm(CardIdentity identity) {
        return switch (identity.algorithm()) {
            case DES -> CardAlgorithm.CARD_ALGORITHM_DES;
            case SSF33 -> CardAlgorithm.CARD_ALGORITHM_SSF33;
            case SM4 -> CardAlgorithm.CARD_ALGORITHM_SM4;
        };
    }

    static CardPlace place(String reader) {
        return CardPlace.named(reader);
    }

    static ExpectedCard expected(org.sscard.wire.terminal.v1.ExpectedCard card) {
        return new ExpectedCard(
                identificationCode(card.getCardIdentificationCode()),
                Optional.of(card.getCardNumber()).filter(number -> !number.isEmpty()));
    }

    static List<FileSelection> selections(List<org.sscard.wire.terminal.v1.FileSelection> files) {
        if (files.isEmpty()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "files", "at least one");
        }
        return files.stream().map(CardMessages::selection).toList();
    }

    private static FileSelection selection(org.sscard.wire.terminal.v1.FileSelection selection) {
        try {
            return new FileSelection(
                    new FileRef(selection.getApplication(), selection.getFile()),
                    selection.getRecord() == 0 ? OptionalInt.empty() : OptionalInt.of(record(selection)),
                    selection.getItemsList().stream()
                            .map(item -> new FileSelection.Item(item.getTag(), Math.max(1, item.getOccurrence())))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "files", "application and file, SSSE and EF05");
        }
    }

    private static int record(org.sscard.wire.terminal.v1.FileSelection selection) {
        int record = selection.getRecord();
        if (record < 1 || record > MAX_RECORD) {
            throw new IllegalArgumentException("record");
        }
        return record;
    }

    static List<FileContent> contents(List<org.sscard.wire.terminal.v1.FileContent> files) {
        if (files.isEmpty()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "files", "at least one");
        }
        return files.stream()
                .map(file -> new FileContent(
                        selection(file.getSelection()),
                        file.getRowsList().stream()
                                .map(row -> List.copyOf(row.getValuesList()))
                                .toList()))
                .toList();
    }

    static org.sscard.wire.terminal.v1.FileContent content(FileContent content) {
        FileSelection selection = content.selection();
        org.sscard.wire.terminal.v1.FileContent.Builder message = org.sscard.wire.terminal.v1.FileContent.newBuilder();
        message.getSelectionBuilder()
                .setApplication(selection.file().application())
                .setFile(selection.file().fid())
                .setRecord(selection.record().orElse(0))
                .addAllItems(selection.items().stream()
                        .map(item -> FileItem.newBuilder()
                                .setTag(item.tag())
                                .setOccurrence(item.occurrence())
                                .build())
                        .toList());
        content.rows().forEach(row -> message.addRowsBuilder().addAllValues(row));
        return message.build();
    }

    static ReadingRight right(org.sscard.wire.terminal.v1.ReadingRight right) {
        return right == org.sscard.wire.terminal.v1.ReadingRight.READING_RIGHT_KEY
                ? ReadingRight.KEY
                : ReadingRight.PIN;
    }

    static org.sscard.wire.terminal.v1.DebitRecord record(DebitRecord record) {
        return org.sscard.wire.terminal.v1.DebitRecord.newBuilder()
                .setSequence(record.sequence())
                .setTerminal(record.terminal())
                .setTime(record.time())
                .setAccountFen(record.accountFen())
                .setSelfPayFen(record.selfPayFen())
                .setPoolFen(record.poolFen())
                .build();
    }
}
