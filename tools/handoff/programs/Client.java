import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
// if basic
import java.util.Base64;
// end
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Calls the URLs of the command line with an access token. */
public class Client {
  static final URI TOKEN_URL = URI.create("{{tokenUrl}}");
  static final String CLIENT_ID = "{{clientId}}";
  static final String CLIENT_SECRET = System.getenv("CLIENT_SECRET");
  static final Duration TIMEOUT = Duration.ofSeconds(40);
  // if http1
  // HTTP/2 sends "authorization" in lower case, which is refused here.
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  // else
  static final HttpClient HTTP = HttpClient.newHttpClient();
  // end

  /** One token request. Waits and repeats it only where the answer says so. */
  static String ask(String audience) throws IOException, InterruptedException {
    String form = "grant_type=client_credentials&audience=" + encode(audience);
    // if organization
    form += "&organization=" + encode(System.getenv("ORGANIZATION"));
    // end
    // if post
    form += "&client_id=" + encode(CLIENT_ID) + "&client_secret=" + encode(CLIENT_SECRET);
    // end
    HttpRequest request = HttpRequest.newBuilder(TOKEN_URL).timeout(TIMEOUT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        // if basic
        .header("Authorization", "Basic " + Base64.getEncoder()
            .encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8)))
        // end
        .POST(HttpRequest.BodyPublishers.ofString(form)).build();
    for (int attempt = 0; ; attempt++) {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      int status = response.statusCode();
      if (status == 200) return response.body();
      if (!List.of(429, 503, 504).contains(status) || attempt == 2)
        throw new IOException("No token: " + status + " " + response.body());
      long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
      Thread.sleep(seconds * 1000 << attempt);
    }
  }

  /** Keeps the token of one audience until shortly before expires_in is over. */
  static class TokenSource {
    private final String audience;
    private String token;
    private Instant renewAt = Instant.MIN;

    TokenSource(String audience) {
      this.audience = audience;
    }

    /** One thread asks, the others wait for its token. */
    synchronized String get() throws IOException, InterruptedException {
      if (!Instant.now().isBefore(renewAt)) {
        String answer = ask(audience);
        token = field(answer, "access_token");
        renewAt = Instant.now().plusSeconds(Long.parseLong(field(answer, "expires_in")) - 30);
      }
      return token;
    }
  }

  static final TokenSource TOKENS = new TokenSource("{{audience}}");

  static String call(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT)
        .header("Authorization", "Bearer " + TOKENS.get()).build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) throw new IOException(response.statusCode() + " " + url);
    return response.statusCode() + " " + url;
  }

  public static void main(String[] urls) throws Exception {
    var threads = Executors.newCachedThreadPool();
    try {
      var calls = Stream.of(urls).map(url -> (Callable<String>) () -> call(url)).toList();
      for (var line : threads.invokeAll(calls)) System.out.println(line.get());
    } finally {
      threads.shutdown();
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Java has no JSON parser of its own: take the one that you use. */
  static String field(String json, String name) throws IOException {
    var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",}\\s]+)").matcher(json);
    if (!found.find()) throw new IOException("No " + name + " in the answer");
    return found.group(1);
  }
}
