import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads paths of EPUBs from its input, one a line, and answers each with one line of JSON: what EPUBCheck says of it. */
public class epubcheck {
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // The library prints now and then; only answers may come out where they are read.
    System.setOut(System.err);
    BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = paths.readLine(); path != null; path = paths.readLine()) {
      Collected report = new Collected();
      try {
        report.initialize();
        report.setEpubFileName(path);
        new EpubCheck(new File(path), report).doValidate();
      } catch (Throwable failure) {
        report.messages.add(json("FATAL", "CRASHED", "", 0, String.valueOf(failure)));
      }
      answers.println("[" + String.join(",", report.messages) + "]");
    }
  }

  static class Collected extends MasterReport {
    final List<String> messages = new ArrayList<>();

    Collected() {
      super(false);
      setLocale(Locale.ENGLISH);
    }

    @Override
    public void message(Message message, EPUBLocation location, Object... arguments) {
      messages.add(
          json(message.getSeverity().name(), message.getID().name(), location.getPath(), location.getLine(),
              message.getMessage(arguments)));
    }

    @Override
    public void info(String resource, FeatureEnum feature, String value) {}

    @Override
    public int generate() {
      return 0;
    }

    @Override
    public void initialize() {}
  }

  static String json(String severity, String id, String path, int line, String text) {
    return "{\"severity\":" + quoted(severity) + ",\"id\":" + quoted(id) + ",\"path\":" + quoted(path)
        + ",\"line\":" + line + ",\"text\":" + quoted(text) + "}";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char letter : (text == null ? "" : text).toCharArray()) {
      if (letter == '"' || letter == '\\') out.append('\\').append(letter);
      else if (letter < 0x20 || letter > 0x7e) out.append(String.format("\\u%04x", (int) letter));
      else out.append(letter);
    }
    return out.append('"').toString();
  }
}
