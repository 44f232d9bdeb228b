package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import org.sscard.issuer.intake.ImportResult;
import org.sscard.issuer.intake.RosterFault;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.StaffMoves;
import org.sscard.servicekit.pages.Display;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.RowError;

/** Our values as messages. */
final class Messages {

    private Messages() {}

    static Card card(CardRecord card) {
        Card.Builder message = Card.newBuilder()
                .setCardNumber(card.cardNumber())
                .setState(card.state().name())
                .setHolderNameMasked(Display.maskedName(card.holder().name()))
                .setSocialSecurityNumberMasked(
                        Display.maskedIdNumber(card.holder().idNumber()))
                .setRegion(card.region())
                .setApdus(card.apdus())
                .setReason(card.reason());
        StaffMoves.next(card.state()).forEach(next -> message.addNextStates(next.name()));
        card.batchId().ifPresent(batch -> message.setBatchId(batch.toString()));
        card.chip()
                .ifPresent(chip -> message.setCardIdentificationCode(
                                ByteString.copyFrom(chip.identificationCode().bytes()))
                        .setHistoricalBytes(
                                ByteString.copyFrom(chip.historicalBytes().bytes())));
        return message.build();
    }

    static ImportReport report(ImportResult result) {
        ImportReport.Builder message = ImportReport.newBuilder()
                .setImportId(result.importId().toString())
                .setRows(result.rows())
                .setAccepted(result.accepted())
                .setRepeated(result.repeated());
        result.faults().forEach(fault -> message.addErrors(row(fault)));
        return message.build();
    }

    static RowError row(RosterFault fault) {
        CodedException text = fault.text();
        return RowError.newBuilder()
                .setRow(fault.row())
                .setColumn(fault.column())
                .setCode(fault.code().name())
                .setMessageZh(text.zh())
                .setMessageEn(text.en())
                .setProposal(fault.proposal())
                .build();
    }
}
