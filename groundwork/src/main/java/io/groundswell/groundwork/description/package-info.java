/// What a service says about itself: its HTTP API (OpenAPI 3.1, a file of each service) and the Kafka topics (AsyncAPI
/// 3.0, a file of the contract). Written by hand and held to what runs by tests (`DescribedRoutesTest`,
/// `DescriptionIT`).
@NullMarked
package io.groundswell.groundwork.description;

import org.jspecify.annotations.NullMarked;
