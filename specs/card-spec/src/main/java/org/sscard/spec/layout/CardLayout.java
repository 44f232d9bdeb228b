package org.sscard.spec.layout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The card of one generation: applications, files, records, elements, access rules and keys. All of it comes from
 * {@code card-spec.json}, which is read once.
 */
public final class CardLayout {

    private final SpecificationVersion version;
    private final List<Application> applications;
    private final CardSpecification specification;

    CardLayout(SpecificationVersion version, List<Application> applications, CardSpecification specification) {
        this.version = version;
        this.applications = List.copyOf(applications);
        this.specification = specification;
    }

    public static CardLayout of(SpecificationVersion version) {
        return CardSpecification.get().layout(version);
    }

    public SpecificationVersion version() {
        return version;
    }

    /** All applications, SSSE first; those that are {@link Application#optional()} only stand on cards that name them. */
    public List<Application> applications() {
        return applications;
    }

    public Optional<Application> findApplication(String name) {
        return applications.stream()
                .filter(application -> application.name().equals(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException when this generation has no such application */
    public Application application(String name) {
        return findApplication(name)
                .orElseThrow(() -> new IllegalArgumentException("no application " + name + " in version " + version));
    }

    public Stream<CardFile> files() {
        return applications.stream().flatMap(application -> application.files().stream());
    }

    public Optional<CardFile> findFile(FileRef ref) {
        return findApplication(ref.application()).flatMap(application -> application.file(ref.fid()));
    }

    /** @throws IllegalArgumentException when this generation has no such file */
    public CardFile file(FileRef ref) {
        return findFile(ref)
                .orElseThrow(() -> new IllegalArgumentException("no file " + ref + " in version " + version));
    }

    public Optional<Element> findElement(ElementRef ref) {
        return findRecord(ref).map(RecordSlot::element);
    }

    /** @throws IllegalArgumentException when this generation has no such element */
    public Element element(ElementRef ref) {
        return record(ref).element();
    }

    public Optional<RecordSlot> findRecord(ElementRef ref) {
        return findFile(ref.file()).flatMap(file -> file.record(ref.tag(), ref.occurrence()));
    }

    /**
     * The record that holds an element; its number differs between generations (sex is record 3 on 1.0, 4 later).
     *
     * @throws IllegalArgumentException when this generation has no such element
     */
    public RecordSlot record(ElementRef ref) {
        return findRecord(ref)
                .orElseThrow(() -> new IllegalArgumentException("no element " + ref + " in version " + version));
    }

    /** The rows of the key table whose directory exists here, master keys apart. */
    public List<KeyDefinition> keys() {
        return specification.keys().stream()
                .filter(key -> findApplication(key.directory()).isPresent())
                .toList();
    }

    /** The keys of a directory in the order of the table, its master key apart; empty for MF. */
    public List<KeyDefinition> keysOf(String directory) {
        return keys().stream().filter(key -> key.directory().equals(directory)).toList();
    }

    public Optional<KeyDefinition> findKey(String name) {
        return keys().stream()
                .filter(key -> key.name().equals(name) || key.aliases().contains(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException when this generation has no such key */
    public KeyDefinition key(String name) {
        return findKey(name)
                .orElseThrow(() -> new IllegalArgumentException("no key " + name + " in version " + version));
    }

    /** The master key of MF, SSSE or an application: one per directory, used while personalising. */
    public KeyDefinition masterKey(String directory) {
        return specification.masterKey(directory);
    }

    public PinRule pin() {
        return specification.pin();
    }

    /** Lock-key id for CREATE FILE: id of the application's lock key, FF when it cannot be blocked (§7.1). */
    public int lockKeyId(Application application) {
        return application.lockKey().map(name -> key(name).id()).orElse(NO_LOCK_KEY);
    }

    /** Key byte of CREATE FILE for an access rule: the key's id, 00 when the rule names none. */
    public int keyId(AccessRule rule) {
        return rule.key().map(name -> key(name).id()).orElse(0);
    }

    /** Lock-key id of an application that cannot be blocked. */
    public static final int NO_LOCK_KEY = 0xFF;
}
