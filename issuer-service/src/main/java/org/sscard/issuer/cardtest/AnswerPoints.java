package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.hex;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.layout.Wording;

/** How the card answers: points 1 to 3. */
final class AnswerPoints {

    private static final int HISTORICAL = 13;
    private static final byte[] CONTACT = HexFormat.of().parseHex("3B6D0000");
    /** What PC/SC makes of an ATS with 13 historical bytes; a check byte follows (PC/SC part 3). */
    private static final byte[] CONTACTLESS = HexFormat.of().parseHex("3B8D8001");

    private static final int NOT_FOUND = 0x6A82;
    private static final int ABSENT_FILE = 0xEF7E;
    private static final int OK = 0x9000;
    private static final int GET_RESPONSE = 0xC0;

    private AnswerPoints() {}

    /** Historical bytes of an ATR in one of the two forms of §1, if it has one. */
    static Optional<byte[]> historicalBytes(byte[] atr) {
        if (startsWith(atr, CONTACT) && atr.length == CONTACT.length + HISTORICAL) {
            return Optional.of(Arrays.copyOfRange(atr, CONTACT.length, atr.length));
        }
        if (startsWith(atr, CONTACTLESS) && atr.length == CONTACTLESS.length + HISTORICAL + 1) {
            return Optional.of(Arrays.copyOfRange(atr, CONTACTLESS.length, atr.length - 1));
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] atr, byte[] head) {
        return atr.length >= head.length && Arrays.equals(Arrays.copyOf(atr, head.length), head);
    }

    /** Point 1: T6 to T13 diversify the keys, T8 T9 are the region's first four digits (§1). */
    static void answerToReset(TestedCard card) {
        byte[] first = card.reset();
        Optional<byte[]> historical = historicalBytes(first);
        require(historical.isPresent(), say("ATR 形式", "form of the ATR"), "3B6D0000 + 13 bytes", hex(first));
        String region = hex(Arrays.copyOfRange(historical.orElseThrow(), 7, 9));
        String expected = card.facts().region().substring(0, 4);
        require(
                region.equals(expected),
                say("历史字节 T8 T9 应为地区代码前四位", "T8 T9 are the first four digits of the region"),
                expected,
                region);
        byte[] second = card.reset();
        require(
                Arrays.equals(first, second),
                say("每次复位的 ATR 应相同", "every reset gives the same ATR"),
                hex(first),
                hex(second));
    }

    /** Point 2 (§2). */
    static void selection(TestedCard card) {
        card.reset();
        Application environment = card.layout().application(TestedCard.ENVIRONMENT);
        byte[] fci = card.expectOk(
                say("按名称选择 SSSE", "SELECT SSSE by name"), FileCommands.selectByName(environment.aidBytes()));
        requireEnvironmentFci(card, environment, fci);
        for (Application application : card.applications()) {
            if (application.type() == Application.ApplicationType.ADF) {
                requireApplicationFci(card, application);
            }
        }
        card.fresh();
        ResponseApdu file = card.expect(
                say("选择 EF05", "SELECT EF05"), FileCommands.selectFile(CardElements.ISSUER_DATA.fidNumber()), OK);
        require(
                file.dataLength() == 0,
                say("选择 EF 不返回数据", "SELECT of an EF answers no data"),
                "0 bytes",
                file.dataLength() + " bytes");
        card.expect(say("选择不存在的文件", "SELECT of an absent file"), FileCommands.selectFile(ABSENT_FILE), NOT_FOUND);
        byte[] absentName = "ABSENT".getBytes(StandardCharsets.US_ASCII);
        card.expect(
                say("选择不存在的应用", "SELECT of an absent application"), FileCommands.selectByName(absentName), NOT_FOUND);
        card.expectOk(say("选择 MF", "SELECT MF"), FileCommands.selectMasterFile());
    }

    /** {@code 6F 1C 84 0F name A5 09 88 01 1E 9F0C 03 86 01 aa}; cards without 9F0C say by the region what they use. */
    private static void requireEnvironmentFci(TestedCard card, Application environment, byte[] fci) {
        CardAlgorithm algorithm = card.facts().algorithm();
        String head = "840F" + environment.aid();
        String withAlgorithm = "6F1C" + head + "A50988011E9F0C038601" + String.format("%02X", algorithm.code());
        String without = "6F16" + head + "A50388011E";
        boolean mayBeSilent = algorithm == CardAlgorithm.DES;
        String got = hex(fci);
        require(
                got.equals(withAlgorithm) || (mayBeSilent && got.equals(without)),
                say("SSSE 的 FCI", "FCI of the SSSE"),
                withAlgorithm,
                got);
    }

    private static void requireApplicationFci(TestedCard card, Application application) {
        byte[] aid = application.aidBytes();
        String expected = String.format("6F%02X84%02X%s", aid.length + 2, aid.length, application.aid());
        byte[] byName = card.expectOk(
                say("按名称选择 " + application.name(), "SELECT " + application.name() + " by name"),
                FileCommands.selectByName(aid));
        require(
                hex(byName).equals(expected),
                say(application.name() + " 的 FCI", "FCI of " + application.name()),
                expected,
                hex(byName));
        card.enterEnvironment();
        byte[] byFid = card.expectOk(
                say("按标识选择 " + application.name(), "SELECT " + application.name() + " by identifier"),
                FileCommands.selectDirectory(application.fid()));
        require(
                hex(byFid).equals(expected),
                say(application.name() + " 的 FCI", "FCI of " + application.name()),
                expected,
                hex(byFid));
        card.enterEnvironment();
    }

    /** Point 3: wrong Le tells the right one and cuts nothing; 61xx is fetched, or data comes at once (§1, §6). */
    static void responseFormats(TestedCard card) {
        card.fresh();
        announcedData(card);
        wrongLength(card);
        card.fresh();
        statusRaw(card, say("无待取数据时 GET RESPONSE", "GET RESPONSE with nothing waiting"), fetch(1), 0x6F00);
        statusRaw(card, say("未知指令", "unknown INS"), CommandApdu.of(0x00, 0xF6, 0, 0), 0x6D00);
        statusRaw(card, say("未知类别", "unknown CLA"), CommandApdu.of(0xD0, 0xA4, 0, 0), 0x6E00);
        statusRaw(card, say("错误的 P1 P2", "wrong P1 P2"), CommandApdu.expecting(8, 0, 0x84, 1, 0), 0x6A86);
        statusRaw(card, say("错误的 Lc", "wrong Lc"), CommandApdu.of(0, 0x82, 0, 4, new byte[3]), 0x6700);
        byte[] challenge = card.sendRaw(SecurityCommands.getChallenge(8)).data();
        require(
                challenge.length == 8,
                say("GET CHALLENGE Le=08", "GET CHALLENGE with Le 08"),
                "8 bytes",
                challenge.length + " bytes");
    }

    private static CommandApdu fetch(int length) {
        return CommandApdu.expecting(length, 0x00, GET_RESPONSE, 0x00, 0x00);
    }

    private static void statusRaw(TestedCard card, Wording what, CommandApdu command, int wanted) {
        requireStatus(what, card.sendRaw(command).status(), wanted);
    }

    /** A case-4 command without Le: {@code 611E} and GET RESPONSE on T=0, the data itself elsewhere. */
    private static void announcedData(TestedCard card) {
        byte[] aid = card.layout().application(TestedCard.ENVIRONMENT).aidBytes();
        ResponseApdu answer = card.sendRaw(CommandApdu.of(0x00, 0xA4, 0x04, 0x00, aid));
        StatusWord status = answer.status();
        if (status.hasMoreData()) {
            int announced = status.announcedLength();
            ResponseApdu fetched = card.sendRaw(fetch(announced));
            requireStatus(say("GET RESPONSE", "GET RESPONSE"), fetched.status(), OK);
            require(
                    fetched.dataLength() == announced && answer.dataLength() == 0,
                    say("61xx 与数据长度一致", "61xx tells the length of the data"),
                    announced + " bytes",
                    fetched.dataLength() + " bytes");
        } else {
            requireStatus(say("选择 SSSE（无 Le）", "SELECT SSSE without Le"), status, OK);
            require(
                    answer.dataLength() > 0,
                    say("选择 SSSE 返回 FCI", "SELECT SSSE answers its FCI"),
                    "FCI",
                    answer.dataLength() + " bytes");
        }
    }

    private static void wrongLength(TestedCard card) {
        CardFile file = card.layout().file(CardElements.ISSUER_DATA);
        RecordSlot slot = card.layout().record(CardElements.IDENTIFICATION_CODE);
        int length = slot.element().encodedLength();
        CommandApdu whole = FileCommands.readRecord(file.sfi(), slot.number());
        String expected = String.format("6C%02X", length);
        for (int wrong : new int[] {length - 1, length + 1}) {
            ResponseApdu answer = card.sendRaw(whole.withExpectedLength(wrong));
            require(
                    answer.status().toString().equals(expected) && answer.dataLength() == 0,
                    say("Le 错误应答 6Cxx，不截断数据", "a wrong Le is answered 6Cxx, data is never cut"),
                    expected,
                    answer.toString());
        }
        ResponseApdu right = card.sendRaw(whole.withExpectedLength(length));
        require(
                right.status().isOk() && right.dataLength() == length,
                say("Le 正确返回数据", "the right Le gives the data"),
                length + " bytes, 9000",
                right.toString());
        ResponseApdu open = card.sendRaw(whole);
        boolean told = open.status().toString().equals(expected);
        boolean given = open.status().isOk() && open.dataLength() == length;
        require(
                told || given,
                say("Le=00 应答 6Cxx 或数据", "Le 00 is answered 6Cxx or the data"),
                expected + " or " + length + " bytes",
                open.toString());
    }
}
