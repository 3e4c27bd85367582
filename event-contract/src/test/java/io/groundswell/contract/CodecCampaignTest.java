package io.groundswell.contract;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The same as [CodecFuzzTest], with `-Dfuzz` for as long as a release wants it: a hundred million bodies.
class CodecCampaignTest {

  @FuzzTest(maxDuration = "1d", maxExecutions = 100_000_000)
  void answersEveryBodyWithEventsOrARefusal(byte[] body) {
    new CodecFuzzTest().answersEveryBodyWithEventsOrARefusal(body);
  }
}
