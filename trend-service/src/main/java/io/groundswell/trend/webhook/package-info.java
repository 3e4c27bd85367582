/// Announcements to addresses that an organisation registers.
///
/// The tour: an announcement puts a row for each webhook beside itself, in its own transaction (`hook_announcement` in
/// the migration). [WebhookSender] sends what is due by [Courier], which connects to nobody whom [Addresses] forbids or
/// whom none of the [Authorities] certifies, and signs with a [Secret]. [WebhooksResource] registers, lists and sends
/// again, by [WebhookBook].
@NullMarked
package io.groundswell.trend.webhook;

import org.jspecify.annotations.NullMarked;
