package org.sscard.spec.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CardLayoutTest {

    private static final CardLayout V1 = CardLayout.of(SpecificationVersion.V1_0);
    private static final CardLayout V2 = CardLayout.of(SpecificationVersion.V2_0);
    private static final CardLayout V3 = CardLayout.of(SpecificationVersion.V3_0);

    @ParameterizedTest
    @EnumSource
    void nestedElements_addUpToThePublishedLength(SpecificationVersion version) {
        List<Element> nested = CardLayout.of(version)
                .files()
                .flatMap(file -> file.elements().stream())
                .filter(element -> element.format() == ElementFormat.NESTED)
                .toList();
        assertThat(nested).hasSize(version == SpecificationVersion.V1_0 ? 2 : 11);
        assertThat(nested)
                .allSatisfy(element -> assertThat(element.elements().stream()
                                .mapToInt(Element::encodedLength)
                                .sum())
                        .as(element.zh())
                        .isEqualTo(element.length()));
    }

    @ParameterizedTest
    @EnumSource
    void cyclicFields_addUpToThePublishedRecordLength(SpecificationVersion version) {
        List<CardFile> cyclic = CardLayout.of(version)
                .files()
                .filter(file -> file.structure() == FileStructure.CYCLIC)
                .toList();
        assertThat(cyclic).hasSize(version == SpecificationVersion.V1_0 ? 2 : 4);
        assertThat(cyclic)
                .allSatisfy(file -> assertThat(
                                file.fields().stream().mapToInt(Field::length).sum())
                        .as(file.ref().toString())
                        .isEqualTo(file.recordLength()));
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyThatARuleNames_existsInItsDirectory(SpecificationVersion version) {
        CardLayout layout = CardLayout.of(version);
        for (Application application : layout.applications()) {
            Stream.concat(
                            application.lockKey().stream(),
                            application.files().stream()
                                    .flatMap(file -> Stream.of(file.read(), file.update())
                                            .flatMap(rule -> rule.key().stream())))
                    .forEach(key ->
                            assertThat(layout.key(key).directory()).as(key).isEqualTo(application.name()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tagsOfAFile_areUnique(SpecificationVersion version) {
        assertThat(CardLayout.of(version).files())
                .allSatisfy(file -> assertThat(
                                file.elements().stream().map(Element::tag).toList())
                        .doesNotHaveDuplicates());
    }

    @Test
    void version2_hasTheApplicationsOfTheTable() {
        assertThat(V2.applications().stream().map(Application::name).toList())
                .containsExactly("SSSE", "DF01", "DF02", "DF03", "DF04", "DF05", "DF06", "DF07");
        assertThat(V1.applications().stream().map(Application::name).toList())
                .containsExactly("SSSE", "DF01", "DF02", "DF03", "DF04");
        assertThat(V2.files().count()).isEqualTo(42);
        assertThat(V1.files().filter(CardFile::isSelectable).count()).isEqualTo(20);
    }

    @Test
    void publishedElementCount_isComplete() {
        // 255 elements, inner elements and fields of 2.0 and 108 of 1.0 stand in the published tables.
        assertThat(countItems(V2)).isEqualTo(255);
        assertThat(countItems(V1)
                        - V1.file(CardElements.MEDICAL_AMOUNTS).fields().size())
                .isEqualTo(108);
    }

    private static long countItems(CardLayout layout) {
        return layout.files()
                .mapToLong(file -> file.fields().size()
                        + file.elements().stream()
                                .mapToLong(element -> 1 + element.elements().size())
                                .sum())
                .sum();
    }

    @Test
    void sex_isRecord3On10AndRecord4Later() {
        assertThat(V1.record(CardElements.SEX).number()).isEqualTo(3);
        assertThat(V2.record(CardElements.SEX).number()).isEqualTo(4);
        assertThat(V3.record(CardElements.SEX).number()).isEqualTo(4);
    }

    @Test
    void holderData_isFreeBefore30AndNeedsTheReadKeyOn30() {
        assertThat(V1.file(CardElements.HOLDER_DATA).read()).isEqualTo(new AccessRule.Free());
        assertThat(V2.file(CardElements.HOLDER_DATA).read()).isEqualTo(new AccessRule.Free());
        assertThat(V3.file(CardElements.HOLDER_DATA).read()).isEqualTo(new AccessRule.WithKey("RKSSSE"));
    }

    @Test
    void repeatedTags_areDistinctRecords() {
        CardFile certificates = V2.file(FileRef.parse("DF03/EF19"));
        assertThat(certificates.records()).hasSize(4);
        assertThat(V2.record(ElementRef.parse("DF03/EF19/79#3")).number()).isEqualTo(3);
        assertThat(V2.findElement(ElementRef.parse("DF03/EF19/79#5"))).isEmpty();
    }

    @Test
    void tag60_standsInDf03Only() {
        assertThat(V2.findElement(ElementRef.parse("DF02/EF06/60"))).isEmpty();
        assertThat(V2.record(ElementRef.parse("DF03/EF05/60")).number()).isEqualTo(2);
        assertThat(V2.record(ElementRef.parse("DF02/EF06/4F")).number()).isEqualTo(4);
    }

    @Test
    void reservedFiles_have296Bytes() {
        assertThat(V2.file(FileRef.parse("DF01/EF16")).sizeBytes()).isEqualTo(296);
        assertThat(V2.file(CardElements.FINGERPRINTS).sizeBytes()).isEqualTo(768);
        assertThat(V2.file(CardElements.PHOTO).sizeBytes()).isEqualTo(4096);
    }

    @Test
    void sfi_isTheLowFiveBitsOfTheFileIdentifier() {
        assertThat(FileRef.parse("DF01/EF0A").sfi()).isEqualTo(0x0A);
        assertThat(FileRef.parse("DF01/EF15").sfi()).isEqualTo(21);
        assertThat(FileRef.parse("DF01/EF1A").sfi()).isEqualTo(26);
    }

    @Test
    void lockKeys_areThoseOfTheTable() {
        assertThat(V2.applications().stream().collect(Collectors.toMap(Application::name, V2::lockKeyId)))
                .containsEntry("SSSE", 0xFF)
                .containsEntry("DF01", 0xFF)
                .containsEntry("DF02", 0xFF)
                .containsEntry("DF03", 0x83)
                .containsEntry("DF04", 0x83)
                .containsEntry("DF05", 0xFF)
                .containsEntry("DF06", 0x84)
                .containsEntry("DF07", 0xFF);
    }

    @Test
    void optionalParts_areThoseThatAnImageMustName() {
        assertThat(V2.applications().stream().filter(Application::optional).map(Application::name))
                .containsExactly("DF05", "DF06", "DF07");
        assertThat(V2.files().filter(CardFile::optional).map(file -> file.ref().toString()))
                .containsExactly("SSSE/EF0D");
    }

    @Test
    void aidsOfTheAnnexApplications_areTheGbkBytesOfTheirLabels() throws Exception {
        for (String name : List.of("DF05", "DF06")) {
            Application application = V2.application(name);
            assertThat(new String(application.aidBytes(), "GBK")).isEqualTo(application.label());
        }
        assertThat(new String(V2.application("SSSE").aidBytes(), "GBK")).isEqualTo("sx1.sh.社会保障");
    }

    @Test
    void keyTable_hasItsLengthsIdsAndLimits() {
        assertThat(V2.keys()).hasSize(63);
        KeyDefinition stk = V2.key("STKDF04");
        assertThat(stk.id()).isEqualTo(0x82);
        assertThat(stk.isGlobal()).isFalse();
        assertThat(stk.lengthBytes(CardAlgorithm.DES)).isEqualTo(8);
        assertThat(stk.lengthBytes(CardAlgorithm.SM4)).isEqualTo(16);
        assertThat(V2.key("UKSSSE").slots())
                .containsExactly(new KeySlot(0x04, 1), new KeySlot(0x04, 2), new KeySlot(0x04, 3));
        assertThat(V2.key("DPK").slots())
                .containsExactly(new KeySlot(0x01, 1), new KeySlot(0x02, 2), new KeySlot(0x03, 3));
        assertThat(V2.key("DPK").psam().orElseThrow().id(3)).isEqualTo(0x03);
        assertThat(V2.key("IRK").psam().orElseThrow().use()).isEqualTo(0x67);
        assertThat(V2.key("PUK").psam().orElseThrow().useWithLevels(3)).isEqualTo(0x68);
        assertThat(V2.key("UKSSSE").retryLimit()).hasValue(3);
        assertThat(V2.key("BK").retryLimit()).isEmpty();
        assertThat(V2.key("LKDF03").retryByte()).isEqualTo(0xFF);
        assertThat(V1.key("UKMF").name()).isEqualTo("UKSSSE");
        assertThat(V2.masterKey("DF04").directory()).isEqualTo("DF04");
        assertThat(V2.pin().retryLimit()).isEqualTo(6);
    }

    @Test
    void idsOfExternalAuthenticationKeys_areUniqueInTheirDirectory() {
        V2.keys().stream()
                .filter(key -> key.type() == KeyType.EA)
                .collect(Collectors.groupingBy(
                        KeyDefinition::directory, Collectors.mapping(KeyDefinition::id, Collectors.toList())))
                .forEach((directory, ids) -> assertThat(ids).as(directory).doesNotHaveDuplicates());
    }

    @Test
    void constants_nameThingsThatExist() throws Exception {
        Set<Object> onlyLater = Set.of(CardElements.PHOTO, CardElements.NAME_EXTENSION);
        for (var field : Arrays.stream(CardElements.class.getFields())
                .filter(f -> Modifier.isStatic(f.getModifiers()))
                .toList()) {
            Object ref = field.get(null);
            for (CardLayout layout : List.of(V1, V2, V3)) {
                boolean exists = ref instanceof FileRef file
                        ? layout.findFile(file).isPresent()
                        : layout.findElement((ElementRef) ref).isPresent();
                assertThat(exists)
                        .as("%s in %s", ref, layout.version())
                        .isEqualTo(layout != V1 || !onlyLater.contains(ref));
            }
        }
    }

    @Test
    void addresses_surviveTheirText() {
        for (String text : List.of("SSSE/EF05/07", "DF03/EF19/79#4", "DF01/EF15/40#2")) {
            assertThat(ElementRef.parse(text)).hasToString(text);
        }
        assertThatThrownBy(() -> ElementRef.parse("SSSE/EF05/7")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ElementRef.parse("SSSE/EF05/07#0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileRef.parse("ssse/EF05")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void element03_namesTheGeneration() {
        assertThat(SpecificationVersion.ofElement03("")).contains(SpecificationVersion.V1_0);
        assertThat(SpecificationVersion.ofElement03("1.00")).contains(SpecificationVersion.V1_0);
        assertThat(SpecificationVersion.ofElement03("2.01")).contains(SpecificationVersion.V2_0);
        assertThat(SpecificationVersion.ofElement03("3.00")).contains(SpecificationVersion.V3_0);
        assertThat(SpecificationVersion.ofElement03("4.00")).isEmpty();
    }
}
