package io.groundswell.ingest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which of the published limits a test goes up to and beyond, as JSON pointers into `GET /v1/limits`. `LimitsTest`
/// asks that somebody tries each.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TriesLimit {

  String[] value();
}
