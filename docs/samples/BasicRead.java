import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Basic read through the terminal agent (sscard agent), JDK 17 alone: {@code java BasicRead.java http://127.0.0.1:8600}. A
 * program with a JSON library uses that; one with gRPC takes the stubs of {@code wire}.
 */
public final class BasicRead {

    private static final Pattern TEXT = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private BasicRead() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(arguments[0] + "/v1/card/basic-read"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
            System.out.println(
                    text(answer.body(), "name") + " " + text(answer.body(), "cardNumber") + " "
                            + text(answer.body(), "expiryDate"));
        } else {
            System.out.println(text(answer.body(), "code") + "：" + text(answer.body(), "zh") + "。"
                    + text(answer.body(), "remedyZh"));
            System.exit(1);
        }
    }

    private static String text(String json, String name) {
        Matcher matcher = TEXT.matcher(json);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return matcher.group(2);
            }
        }
        return "";
    }
}
