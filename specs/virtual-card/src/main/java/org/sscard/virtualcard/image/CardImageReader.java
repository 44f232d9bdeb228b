package org.sscard.virtualcard.image;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.IdentificationCode;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.memory.AccessCondition;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.MedicalAmounts;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.Pin;
import org.sscard.virtualcard.memory.RetryCounter;
import org.sscard.virtualcard.memory.TlvFile;
import org.sscard.virtualcard.memory.TransparentFile;

/** Makes the memory of an issued card from an image of kind {@code card}: layout, keys, content, state. */
final class CardImageReader {

    static final Set<String> NAMES = Set.of(
            "kind",
            "version",
            "algorithm",
            "atrHistoricalBytes",
            "region",
            "pin",
            "keys",
            "elements",
            "files",
            "records",
            "medical",
            "optional",
            "counters",
            "blocked");
    private static final String ENVIRONMENT = "SSSE";
    private static final String MEDICAL_APPLICATION = "DF04";

    private final ImageNode image;
    private final CardLayout layout;
    private final CardAlgorithm algorithm;
    private final String region;
    private final byte[] historicalBytes;
    private final KeyRoots roots;
    private final KeyFactors factors;
    private final Map<ByteBuffer, byte[]> cardKeys = new HashMap<>();
    private final Set<String> optional = new TreeSet<>();
    private final Map<String, Directory> directories = new HashMap<>();

    private CardImageReader(ImageNode image) {
        this.image = image.allow(NAMES);
        layout = CardLayout.of(version(image.get("version")));
        algorithm = algorithm(image.get("algorithm"));
        historicalBytes = image.get("atrHistoricalBytes").hex(CardMemory.HISTORICAL_LENGTH);
        region = image.get("region").digits(6);
        roots = KeyRoots.of(image.get("keys"), layout, algorithm);
        factors = KeyFactors.of(region, historicalBytes);
        image.find("optional").ifPresent(list -> list.items().forEach(this::addOptional));
    }

    static CardMemory read(ImageNode image) {
        return new CardImageReader(image).build();
    }

    static SpecificationVersion version(ImageNode node) {
        String text = node.text();
        return SpecificationVersion.ofElement03(text)
                .filter(version -> !text.isEmpty())
                .orElseThrow(() -> node.error("not a version such as 1.00, 2.00 or 3.00"));
    }

    static CardAlgorithm algorithm(ImageNode node) {
        CardAlgorithm algorithm = node.choice(CardAlgorithm.class);
        if (!algorithm.isSupported()) {
            throw node.error("SSF33 is not implemented");
        }
        return algorithm;
    }

    private void addOptional(ImageNode node) {
        String name = node.text();
        boolean known =
                layout.findApplication(name).filter(Application::optional).isPresent()
                        || layout.files()
                                .anyMatch(file ->
                                        file.optional() && file.ref().toString().equals(name));
        if (!known || !optional.add(name)) {
            throw node.error(known ? "named twice" : "no optional application or file of this version");
        }
    }

    private CardMemory build() {
        CardMemory memory = new CardMemory(historicalBytes, new CardKey(algorithm, new byte[16]));
        Directory masterFile = memory.createMasterFile();
        loadKey(masterFile, layout.masterKey("MF"));
        for (Application application : layout.applications()) {
            if (!application.optional() || optional.contains(application.name())) {
                addApplication(masterFile, application);
            }
        }
        fill();
        masterFile.endPersonalisation();
        block(memory);
        return memory;
    }

    private void addApplication(Directory masterFile, Application application) {
        boolean isEnvironment = application.type() == Application.ApplicationType.DDF;
        Directory parent = isEnvironment ? masterFile : directory(ENVIRONMENT);
        Directory directory = parent.addChild(
                isEnvironment ? Directory.Kind.DDF : Directory.Kind.ADF,
                application.fid(),
                layout.lockKeyId(application),
                application.aidBytes());
        directories.put(application.name(), directory);
        loadKey(directory, layout.masterKey(application.name()));
        layout.keysOf(application.name()).forEach(key -> loadKey(directory, key));
        for (CardFile file : application.files()) {
            if (!file.optional() || optional.contains(file.ref().toString())) {
                directory.add(newFile(file));
            }
        }
        if (application.name().equals(MEDICAL_APPLICATION)
                && directory.medicalFile().isEmpty()) {
            AccessCondition never = new AccessCondition(AccessCondition.Rule.NEVER, 0);
            directory.add(new MedicalFile(CardElements.MEDICAL_AMOUNTS.fidNumber(), never, never));
        }
    }

    private Directory directory(String name) {
        Directory directory = directories.get(name);
        if (directory == null) {
            throw new IllegalStateException("the layout has no " + name + " yet");
        }
        return directory;
    }

    /** Card keys: root diversified by province, city and card (§4, §5.1). */
    private void loadKey(Directory directory, KeyDefinition key) {
        for (KeySlot slot : key.slots()) {
            byte[] value = cardKey(roots.root(key, slot.version()));
            directory
                    .keys()
                    .put(
                            new KeyStore.Slot(key.type(), slot.id(), slot.version()),
                            new CardKey(algorithm, value),
                            counter(key.name(), key.retryLimit()));
        }
    }

    /** Most keys share their root: each root is diversified once. */
    private byte[] cardKey(byte[] root) {
        return cardKeys.computeIfAbsent(ByteBuffer.wrap(root), key -> factors.cardKey(CardCrypto.of(algorithm), root));
    }

    private RetryCounter counter(String name, OptionalInt limit) {
        Optional<ImageNode> left = image.find("counters").flatMap(counters -> counters.find(name));
        if (limit.isEmpty()) {
            left.ifPresent(node -> {
                throw node.error("this key has no retry counter");
            });
            return new RetryCounter(RetryCounter.UNLIMITED);
        }
        int tries = limit.getAsInt();
        return new RetryCounter(
                tries, left.map(node -> (int) node.number(0, tries)).orElse(tries));
    }

    private ElementaryFile newFile(CardFile file) {
        AccessCondition read = condition(file.read());
        AccessCondition update = condition(file.update());
        List<RecordSlot> records = file.records();
        return switch (file.structure()) {
            case TRANSPARENT -> new TransparentFile(file.fid(), file.sizeBytes(), read, update);
            case CYCLIC -> new CyclicFile(file.fid(), file.recordLength(), file.recordCount(), read, update);
            case INTERNAL -> new MedicalFile(file.fid(), read, update);
            case FIXED_TLV, VARIABLE_TLV -> {
                boolean fixed = file.structure() == FileStructure.FIXED_TLV;
                TlvFile tlv = new TlvFile(file.fid(), fixed, file.sizeBytes(), records.size(), read, update);
                records.forEach(
                        slot -> tlv.append(ElementValues.record(slot.element(), ElementValues.absent(slot.element()))));
                yield tlv;
            }
        };
    }

    private AccessCondition condition(AccessRule rule) {
        return AccessCondition.of(rule.code(), layout.keyId(rule))
                .orElseThrow(() -> new IllegalStateException("no access byte for " + rule));
    }

    private void fill() {
        image.find("pin").ifPresent(this::setPin);
        image.find("counters").ifPresent(this::checkCounters);
        composeIdentificationCode();
        image.find("elements").ifPresent(elements -> elements.members().forEach(this::setElement));
        image.find("files").ifPresent(files -> files.members().forEach(this::setFile));
        image.find("records").ifPresent(records -> records.members().forEach(this::setRecords));
        image.find("medical").ifPresent(medical -> {
            MedicalImage.read(
                    medical, directory(MEDICAL_APPLICATION).medicalFile().orElseThrow());
            medical.find("startingDay").ifPresent(CardImageReader::checkDay);
        });
    }

    private static void checkDay(ImageNode node) {
        if (!MedicalAmounts.isDayOfYear(Integer.parseInt(node.digits(4)))) {
            throw node.error("not a day of the year, MMDD");
        }
    }

    private void setPin(ImageNode node) {
        String digits = node.text();
        if (!digits.matches(
                "[0-9]{" + layout.pin().minDigits() + "," + layout.pin().maxDigits() + "}")) {
            throw node.error("not 4 to 16 digits");
        }
        String filled = digits.length() % 2 == 0 ? digits : digits + "F";
        byte[] stored =
                Pin.normalised(HexFormat.of().parseHex(filled)).orElseThrow(() -> node.error("not 4 to 16 digits"));
        directory(layout.pin().directory())
                .put(new Pin(stored, counter("PIN", OptionalInt.of(layout.pin().retryLimit()))));
    }

    private void checkCounters(ImageNode counters) {
        counters.members().forEach((name, node) -> {
            boolean known = name.equals("PIN")
                    ? image.has("pin")
                    : layout.findKey(name)
                            .filter(key -> key.name().equals(name) && directories.containsKey(key.directory()))
                            .isPresent();
            if (!known) {
                throw node.error("unknown name");
            }
        });
    }

    /** Element 01 from region, the last four historical bytes and the authentication code (§3). */
    private void composeIdentificationCode() {
        CardKey irk = directory(ENVIRONMENT)
                .keys()
                .find(KeyType.IA, 0, 1)
                .orElseThrow(() -> new IllegalStateException("the layout has no IRK"));
        byte[] code = IdentificationCode.compose(irk.crypto(), irk.value(), region, historicalBytes);
        RecordSlot slot = layout.record(CardElements.IDENTIFICATION_CODE);
        TlvFile file = (TlvFile) file(CardElements.ISSUER_DATA).orElseThrow();
        file.overwrite(slot.number(), ElementValues.record(slot.element(), code));
    }

    private Optional<ElementaryFile> file(FileRef ref) {
        return layout.findFile(ref)
                .flatMap(file -> Optional.ofNullable(directories.get(ref.application()))
                        .flatMap(directory -> directory.file(file.fid())));
    }

    private void setElement(String name, ImageNode node) {
        ElementRef ref = parse(node, () -> ElementRef.parse(name));
        ElementaryFile file = file(ref.file()).orElseThrow(() -> node.error("no such file on this card"));
        RecordSlot slot = layout.findRecord(ref).orElseThrow(() -> node.error("no such element on this card"));
        if (!(file instanceof TlvFile tlv)) {
            throw node.error("not a file of elements");
        }
        byte[] value = ElementValues.complete(
                        slot.element(), node.hexUpTo(slot.element().length()))
                .orElseThrow(() -> node.error("not made of the inner elements of this element"));
        tlv.overwrite(slot.number(), ElementValues.record(slot.element(), value));
    }

    private void setFile(String name, ImageNode node) {
        ElementaryFile file =
                file(parse(node, () -> FileRef.parse(name))).orElseThrow(() -> node.error("no such file on this card"));
        if (!(file instanceof TransparentFile transparent)) {
            throw node.error("not a transparent file");
        }
        transparent.write(0, node.hexUpTo(transparent.size()));
    }

    private void setRecords(String name, ImageNode node) {
        ElementaryFile file =
                file(parse(node, () -> FileRef.parse(name))).orElseThrow(() -> node.error("no such file on this card"));
        if (!(file instanceof CyclicFile cyclic)) {
            throw node.error("not a cyclic file");
        }
        List<ImageNode> newestFirst = node.items();
        if (newestFirst.size() > cyclic.capacity()) {
            throw node.error("more than " + cyclic.capacity() + " records");
        }
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            cyclic.push(newestFirst.get(i).hex(cyclic.recordLength()));
        }
    }

    private static <T> T parse(ImageNode node, Supplier<T> address) {
        try {
            return address.get();
        } catch (IllegalArgumentException e) {
            throw node.error("unknown name");
        }
    }

    private void block(CardMemory memory) {
        image.find("blocked")
                .ifPresent(list -> list.items().forEach(node -> {
                    String name = node.text();
                    if (name.equals("CARD")) {
                        memory.block();
                    } else {
                        Optional.ofNullable(directories.get(name))
                                .orElseThrow(() -> node.error("no such application on this card"))
                                .block();
                    }
                }));
    }
}
