package org.sscard.issuer.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.sscard.spec.identity.ResidentIdNumber;

/**
 * Makes the sample roster: 1,000 persons who do not exist. Names say so (示例 example, 沙盒 sandbox, 样本 sample, 虚构
 * fictional), telephone numbers begin with 000, addresses name a 沙盒 road. The id numbers have right check characters,
 * since rosters without them are refused. The same seed makes the same file.
 */
public final class SampleRoster {

    static final String RESOURCE = "/org/sscard/issuer/intake/roster-sample.csv";

    private static final int PERSONS = 1000;
    private static final long SEED = 211000L;
    private static final String HEADER = "社会保障号码,姓名,性别,民族,出生地,出生日期,户籍地区,户籍地址,发卡地区,联系电话\n";
    private static final List<String> REGIONS = List.of("211002", "211003", "211004", "211011");
    private static final List<String> FAMILY = List.of("示例", "沙盒", "样本", "虚构");
    /** Common characters, then rarer ones that GBK has and GB 2312 lacks or that keyboards hide. */
    private static final List<String> GIVEN = List.of(
            "安", "宁", "平", "明", "华", "英", "春", "雪", "松", "梅", "海", "山", "文", "静", "涛", "琳", "堃", "喆", "淼", "犇", "骉",
            "昇", "玥", "镕", "珺", "頔", "瑄", "翀", "旻", "燊", "赟", "祎");

    private static final List<String> LONG_NAMES = List.of("示例古丽扎尔·沙盒阿卜杜热合曼江", "虚构巴图尔·样本其其格");
    private static final List<String> GROUPS = List.of("汉族", "汉族", "汉族", "满族", "汉族", "回族", "汉族", "蒙古族", "朝鲜族", "锡伯族");
    private static final LocalDate OLDEST = LocalDate.of(1936, 1, 1);
    private static final int DAYS = 88 * 365;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);

    private SampleRoster() {}

    static String csv() {
        Random random = new Random(SEED);
        Set<String> used = new HashSet<>();
        List<String> rows =
                IntStream.range(0, PERSONS).mapToObj(i -> row(i, random, used)).toList();
        return HEADER + String.join("\n", rows) + "\n";
    }

    private static String row(int number, Random random, Set<String> used) {
        String region = REGIONS.get(number % REGIONS.size());
        String id;
        do {
            id = idNumber(region, OLDEST.plusDays(random.nextInt(DAYS)), 1 + random.nextInt(998));
        } while (!used.add(id));
        boolean male = (id.charAt(16) - '0') % 2 == 1;
        List<String> cells = new ArrayList<>();
        cells.add(id);
        cells.add(name(number, random));
        cells.add(male ? "男" : "女");
        cells.add(GROUPS.get(random.nextInt(GROUPS.size())));
        cells.add(region);
        cells.add(id.substring(6, 14));
        cells.add(region);
        cells.add("示例市沙盒路" + (1 + random.nextInt(999)) + "号");
        cells.add(region);
        cells.add(String.format(Locale.ROOT, "000%08d", number));
        return String.join(",", cells);
    }

    private static String idNumber(String region, LocalDate birth, int sequence) {
        String body = region + DATE.format(birth) + String.format(Locale.ROOT, "%03d", sequence);
        return body + ResidentIdNumber.checkCharacter(body);
    }

    private static String name(int number, Random random) {
        if (number % 250 == 125) {
            return LONG_NAMES.get(number / 250 % LONG_NAMES.size());
        }
        String given = GIVEN.get(random.nextInt(GIVEN.size()));
        String second = random.nextInt(3) == 0 ? "" : GIVEN.get(random.nextInt(GIVEN.size()));
        return FAMILY.get(random.nextInt(FAMILY.size())) + given + second;
    }

    /** Writes the file anew: the argument is its path. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), csv());
    }
}
