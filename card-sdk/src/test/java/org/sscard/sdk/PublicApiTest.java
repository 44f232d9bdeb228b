package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an integrator sees is the package org.sscard.sdk and the JDK: no stubs, no journal, no transport. */
class PublicApiTest {
    @Test
    void publicSignaturesNameOnlyTheJdkAndThisPackage() throws Exception {
        List<String> foreign = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            Stream<Executable> members = Stream.concat(
                    Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()));
            members.filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                    .forEach(member -> named(member)
                            .filter(name -> !allowed(name))
                            .forEach(name -> foreign.add(member + " names " + name)));
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void holderDataAndProofsDoNotShowInText() {
        BasicData holder = new BasicData(
                "211002", "211000194803059910", "L99000010", "00", "沙盒甲", "00", "2.00", "", "", "", "", true);
        assertThat(holder.toString()).doesNotContain("沙盒甲", "1948", "L990");
        assertThat(Desk.bill("v1").toString()).doesNotContain("1948");
    }

    private static Stream<Class<?>> named(Executable member) {
        Stream<Class<?>> parameters = Arrays.stream(member.getParameterTypes());
        return member instanceof Method method
                ? Stream.concat(parameters, Stream.of(method.getReturnType()))
                : parameters;
    }

    private static boolean allowed(Class<?> type) {
        Class<?> component = type.isArray() ? type.getComponentType() : type;
        return component.isPrimitive()
                || component.getName().startsWith("java.")
                || component.getPackageName().equals("org.sscard.sdk");
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Fen.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve("org/sscard/sdk"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                Class<?> type = Class.forName(
                        "org.sscard.sdk." + file.getFileName().toString().replace(".class", ""));
                if (Modifier.isPublic(type.getModifiers())) {
                    types.add(type);
                }
            }
        }
        assertThat(types).hasSizeGreaterThan(20);
        return types;
    }
}
