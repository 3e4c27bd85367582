/// Who may change what belongs to whom. A fresh system has no one who could make keys, so [BootstrapKey] puts the
/// configured one in; from then on people change their own organisation's affairs, within [Stewardship].
@NullMarked
package io.groundswell.ingest.access;

import org.jspecify.annotations.NullMarked;
