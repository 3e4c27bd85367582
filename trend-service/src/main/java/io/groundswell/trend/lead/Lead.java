package io.groundswell.trend.lead;

/// Which platform goes ahead of which.
///
/// @param lagMinutes by which the leader goes ahead; 0: neither does
/// @param correlation where it is largest, 0 to 1
/// @param pValue that unrelated series correlate so much, see [LeadLag]
/// @param significant whether one leads
/// @param steps how many pairs of counts were compared
public record Lead(String leader, String follower, String metric, long lagMinutes, double correlation, double pValue,
    boolean significant, int steps) {
}
