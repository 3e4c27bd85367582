package io.groundswell.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroundswellTest {

  @TempDir
  private Path directory;

  @Test
  void describesItself() {
    assertThat(CommandRun.of().out()).isEqualTo(CommandRun.of("--help").out()).contains("replay", "Exit codes");
    assertThat(CommandRun.of("replay", "--help").out()).contains("SUBJECT=FILE", "--speed", "Exit codes");
    assertThat(CommandRun.of("--version").out()).startsWith("groundswell ");
  }

  @Test
  void theReadmeNamesEveryCommand() throws IOException {
    var readme = Files.readString(Path.of("../README.md"));
    for (var command : Groundswell.commandLine().getSubcommands().entrySet()) {
      if (!command.getValue().getCommandSpec().usageMessage().hidden() && !command.getKey().equals("help")) {
        assertThat(readme).containsAnyOf("`" + command.getKey() + "`", "./groundswell " + command.getKey() + " ");
      }
    }
  }

  @Test
  void helpsInEitherOrder() {
    assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of("--help").out());
    assertThat(CommandRun.of("help", "up").out()).isEqualTo(CommandRun.of("up", "--help").out()).contains("--detach");
    assertThat(CommandRun.of("help", "keys", "create").out())
        .isEqualTo(CommandRun.of("keys", "create", "--help").out());
    assertThat(CommandRun.of("help", "up").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      replay                                                | Missing required
      replay ticker/A=$ --platform X --metric m             | --platform is a lower-case slug
      replay ticker/A=$ --platform x --metric 9lives        | --metric begins with a letter
      replay ticker/A=$ --platform x --metric m --kind sum  | --kind is delta, total or gauge
      replay ticker/A=$ --platform x --metric m --lane slow | --lane is live or backfill
      replay ticker/A=$ --platform x --metric m --speed 0   | --speed is a positive number or max
      replay ticker/A=$ --platform x --metric m --speed NaN | --speed is a positive number or max
      replay ticker/A=$ --platform x --metric m --batch 0   | --batch is a number from 1 to 5000
      replay ticker/A=$ --platform x --metric m --url http://localhost:1 --key= | --url needs --key
      replay AAPL=$ --platform x --metric m                 | 'AAPL' is not a subject
      replay ticker/A --platform x --metric m               | 'ticker/A' is not SUBJECT=FILE
      replay ticker/A=/nowhere.csv --platform x --metric m  | there is no readable file /nowhere.csv
      demo --rate 0                                         | --rate is a number from 1 to 20000
      demo --history 7d                                     | --history is at most 6d
      demo --duration soon                                  | 'soon' is not a duration like 90s
      keys                                                  | Missing: create, list, rotate, revoke or generate
      keys create shop                                      | Missing required option: '--kind=KIND'
      keys create shop --kind write --expires soon          | 'soon' is not a time like 90d
      keys revoke                                           | Missing required parameter: 'ID'
      org                                                   | Missing: create, list or member
      org member                                            | Missing: list, set or remove
      org member set acme jo                                | Missing required parameter: 'ROLE'
      reply                                                 | there is no command 'reply'
      keys make                                             | there is no command 'keys make'
      help frobnicate                                       | there is no command 'frobnicate'
      help keys make                                        | there is no command 'keys make'
      --frobnicate                                          | Unknown option: '--frobnicate'
      """)
  void saysWhichRuleACommandLineBreaks(String line, String said) throws IOException {
    var file = Files.writeString(directory.resolve("a.csv"), "2015-02-26 21:42:53,1\n");
    var run = CommandRun.of(line.replace("$", file.toString()).split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("groundswell: ").contains(said).hasLineCount(2);
  }

  @Test
  void generatesAKeyThatNobodyHasYet() {
    var first = CommandRun.of("keys", "generate").out().strip();

    assertThat(ApiKey.find(first)).isNotNull();
    assertThat(CommandRun.of("keys", "generate").out().strip()).isNotEqualTo(first);
    assertThat(CommandRun.of("keys", "generate", "--json").out())
        .matches("\\{\"id\":\"\\w+\",\"secret\":\"gsk_\\w+\"}\\s+");
  }

  @Test
  void saysThatNothingRunsThere() throws IOException {
    var file = Files.writeString(directory.resolve("a.csv"), "2015-02-26 21:42:53,1\n");
    var run = CommandRun.of("replay", "ticker/A=" + file, "--platform", "x", "--metric", "m", "--data-dir",
        directory.toString());

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).isEqualTo("groundswell: nothing is running in " + directory
        + ": start it with 'groundswell up', or name another instance by --data-dir" + System.lineSeparator());
  }
}
