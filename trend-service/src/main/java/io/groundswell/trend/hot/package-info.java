/// Niches as people look at them: which are hot, what they are made of, and who changes them.
///
/// The tour: [NicheKeeper] goes through an organisation's niches; [NicheAnalysis] adds up the subjects of one and
/// judges the sum by the detector that judges subjects, and [HotNiches] writes down what came out. [NichesResource]
/// answers, by [NicheReads]; [NicheChanges] defines and deletes.
@NullMarked
package io.groundswell.trend.hot;

import org.jspecify.annotations.NullMarked;
