/// What persons do one after another: [FunnelsResource] reads the events of the steps and [Funnel] follows each
/// person through them; [ReferralsResource] counts what became of codes.
@NullMarked
package io.groundswell.metrics.funnel;

import org.jspecify.annotations.NullMarked;
