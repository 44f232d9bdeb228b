package org.sscard.issuer.cardtest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.command.SecuredCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.CardAlgorithm;

/** Test keys of a vault. */
public final class KeyAuthority implements TestAuthority {

    private final KeyVault vault;

    /** @param vault closed with this authority */
    public KeyAuthority(KeyVault vault) {
        this.vault = vault;
    }

    @Override
    public String description() {
        return "测试密钥 / test keys";
    }

    @Override
    public CardCryptograms of(String region, byte[] historicalBytes, CardAlgorithm algorithm) {
        CardKeys keys = Hierarchy.of(vault, Scope.MINISTRY).cardKeys(region, historicalBytes, algorithm);
        return new OfOneCard(keys, region + "000001");
    }

    @Override
    public void close() {
        vault.close();
    }

    private static final class OfOneCard implements CardCryptograms {

        private static final KeyRef IRK = KeyRef.of("IRK");
        private static final KeyRef TAC_KEY = KeyRef.of("DTK");
        private static final int TERMINAL_SEQUENCE = 1;
        private static final int MAC = 4;

        private final CardKeys keys;
        private final String terminal;
        private @Nullable PurchaseInitialisation begun;
        private MedicalTransaction.@Nullable Purchase purchase;

        OfOneCard(CardKeys keys, String terminal) {
            this.keys = keys;
            this.terminal = terminal;
        }

        @Override
        public boolean holds(KeyRef key) {
            return keys.holds(key);
        }

        @Override
        public byte[] cryptogram(KeyRef key, byte[] random, byte[] data) {
            return key.name().equals(IRK.name())
                    ? keys.internalAuthentication(key, random, data)
                    : keys.externalAuthentication(key, random, data);
        }

        @Override
        public byte[] mac(KeyRef stk, byte[] challenge, SecuredCommand command) {
            byte[] input = command.macInput();
            byte[] header = Arrays.copyOf(input, MAC);
            return keys.secureMac(stk, challenge, header, Arrays.copyOfRange(input, MAC + 1, input.length));
        }

        @Override
        public CommandApdu reloadPin(KeyRef stk, byte[] challenge, byte[] digits) {
            byte[] data = keys.reloadPin(stk, digits.clone(), challenge);
            int cipherText = data.length - MAC;
            return SecurityCommands.reloadPin(Arrays.copyOf(data, cipherText))
                    .withMac(Arrays.copyOfRange(data, cipherText, data.length));
        }

        @Override
        public Optional<byte[]> authenticationCode(byte[] first12Bytes) {
            return holds(IRK) ? Optional.of(keys.authenticationCode(first12Bytes)) : Optional.empty();
        }

        @Override
        public String terminal() {
            return terminal;
        }

        @Override
        public TerminalMac zeroPurchase(PurchaseInitialisation card, String time) {
            MedicalTransaction.Purchase fresh =
                    new MedicalTransaction.Purchase(0, 0, 0, terminal, TERMINAL_SEQUENCE, time);
            begun = card;
            purchase = fresh;
            byte[] mac1 = keys.purchaseMac1(card.keyVersion(), card.randomBytes(), card.sequence(), fresh);
            return new TerminalMac(TERMINAL_SEQUENCE, ByteBuffer.wrap(mac1).getInt());
        }

        @Override
        public boolean acceptsMac2(byte[] mac2) {
            PurchaseInitialisation card = begun;
            MedicalTransaction.Purchase done = purchase;
            return card != null
                    && done != null
                    && keys.verifyPurchaseMac2(card.keyVersion(), card.randomBytes(), card.sequence(), done, mac2);
        }

        @Override
        public Optional<Boolean> tacIsRight(byte[] tac) {
            MedicalTransaction.Purchase done = purchase;
            return done == null || !holds(TAC_KEY) ? Optional.empty() : Optional.of(keys.verifyTac(done, tac));
        }

        @Override
        public void close() {
            keys.close();
        }
    }
}
