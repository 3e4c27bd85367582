/// How much a key may send, and how much the edge holds at a time. [Quotas] knows what each key has used ([KeyQuota]:
/// events and bytes, each a [Bucket]); [ByteBudget] hands out [Claim]s on the memory for requests, which are taken
/// before anything of a body is read and given back when it is answered.
@NullMarked
package io.groundswell.ingest.quota;

import org.jspecify.annotations.NullMarked;
