/// The API keys of an organisation: made ([KeyWish]), listed, renewed and revoked by who holds one of kind
/// `admin` ([KeysResource]), kept in [KeyBook]. The secret is in the answer that makes it, and nowhere afterwards.
@NullMarked
package io.groundswell.ingest.keys;

import org.jspecify.annotations.NullMarked;
