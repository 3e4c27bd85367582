package io.groundswell.sandbox.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {

  @Test
  void saysWhenWhereWhatAndWhy() {
    assertThat(LogLine.readable("""
        {"timestamp":"2026-11-20T18:35:38Z","loggerName":"io.groundswell.metrics.EventLog","level":"ERROR",\
        "message":"did not start","threadId":3,"stackTrace":": java.lang.IllegalStateException: no\\n\\tat a.B.c(B.java:1)\\n\
        Caused by: java.net.BindException: taken\\n\\t... 3 more"}"""))
        .isEqualTo("""
            2026-11-20T18:35:38Z ERROR [EventLog] did not start
                : java.lang.IllegalStateException: no
                Caused by: java.net.BindException: taken""");
  }

  @Test
  void leavesAloneWhatIsNoLogLine() {
    assertThat(LogLine.readable("plain words")).isEqualTo("plain words");
    assertThat(LogLine.readable("{\"cut\":\"off")).isEqualTo("{\"cut\":\"off");
    assertThat(LogLine.readable("{\"some\":\"object\"}")).isEqualTo("{\"some\":\"object\"}");
  }
}
