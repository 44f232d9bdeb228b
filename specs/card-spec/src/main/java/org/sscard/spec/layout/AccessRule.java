package org.sscard.spec.layout;

import java.util.Optional;

/** What must hold before a file may be read or updated. {@link #code()} is its byte in CREATE FILE (§7.1, convention). */
public sealed interface AccessRule {

    int code();

    /** The key whose external authentication counts, if the rule names one. */
    default Optional<String> key() {
        return Optional.empty();
    }

    /** No condition. */
    record Free() implements AccessRule {
        @Override
        public int code() {
            return 0x00;
        }
    }

    /** User PIN verified. */
    record Pin() implements AccessRule {
        @Override
        public int code() {
            return 0x01;
        }
    }

    /** External authentication with this key. */
    record WithKey(String keyName) implements AccessRule {
        @Override
        public int code() {
            return 0x02;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(keyName);
        }
    }

    record PinOrKey(String keyName) implements AccessRule {
        @Override
        public int code() {
            return 0x03;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(keyName);
        }
    }

    record PinAndKey(String keyName) implements AccessRule {
        @Override
        public int code() {
            return 0x04;
        }

        @Override
        public Optional<String> key() {
            return Optional.of(keyName);
        }
    }

    /** The card OS only. */
    record Never() implements AccessRule {
        @Override
        public int code() {
            return 0xFF;
        }
    }
}
