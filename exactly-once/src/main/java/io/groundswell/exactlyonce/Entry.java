package io.groundswell.exactlyonce;

/// A record together with what [Destination#read] made of it.
public record Entry<E>(Arrival arrival, E content) {
}
