import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Renders templates with Apache Velocity itself. A line of standard input is a template, a body, and
 * what $input gives for each JSON path (path, JSON, kind, text); all in base64, separated by tabs.
 */
public class Render {
  public static class Input {
    private final String body;
    private final Map<String, String> json = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();

    Input(String body) { this.body = body; }
    public String getBody() { return body; }
    public String json(String path) { return json.getOrDefault(path, "\"\""); }
    public Object path(String path) { return values.get(path); }
  }

  public static class Util {
    public String urlEncode(String text) throws IOException {
      return java.net.URLEncoder.encode(text, "UTF-8");
    }
    public String urlDecode(String text) throws IOException {
      return java.net.URLDecoder.decode(text, "UTF-8");
    }
  }

  private static String decode(String field) {
    return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws IOException {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    engine.setProperty("directive.foreach.maxloops", "1000");
    engine.init();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] fields = line.split("\t", -1);
      Input input = new Input(decode(fields[1]));
      for (int i = 2; i + 3 < fields.length; i += 4) {
        String path = decode(fields[i]);
        input.json.put(path, decode(fields[i + 1]));
        String kind = fields[i + 2];
        String text = decode(fields[i + 3]);
        if (kind.equals("text")) input.values.put(path, text);
        if (kind.equals("whole number")) input.values.put(path, Integer.valueOf(text));
        if (kind.equals("other")) input.values.put(path, new Object());
      }
      VelocityContext context = new VelocityContext();
      context.put("input", input);
      context.put("util", new Util());
      Map<String, Object> override = new HashMap<>();
      context.put("context", Collections.singletonMap("responseOverride", override));
      StringWriter out = new StringWriter();
      engine.evaluate(context, out, "template", decode(fields[0]));
      System.out.println(
        Base64.getEncoder().encodeToString(out.toString().getBytes(StandardCharsets.UTF_8))
          + "\t" + override.getOrDefault("status", ""));
    }
  }
}
