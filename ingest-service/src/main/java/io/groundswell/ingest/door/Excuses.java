package io.groundswell.ingest.door;

import io.groundswell.groundwork.problem.Problem;

/// What to say of a body that could not be taken.
record Excuses(DoorConfig config) {

  Problem because(EdgeProblem problem) {
    return problem.because(switch (problem) {
      case TOO_LARGE -> largest(config.largestBody().asLongValue());
      case REQUEST_TIMEOUT -> "a body has to be sent within " + config.bodyDeadline().toSeconds() + " s";
      case INVALID_ENCODING -> "the body is not what its Content-Encoding says, or ends too soon";
      case QUOTA_EXCEEDED -> "the key has used up what it may send for the moment; send again after Retry-After";
      default -> "the edge holds as much as it may; send again";
    });
  }

  static Problem tooLarge(long largest) {
    return EdgeProblem.TOO_LARGE.because(largest(largest));
  }

  private static String largest(long bytes) {
    return "a body has at most " + bytes + " bytes, inflated ones included";
  }
}
