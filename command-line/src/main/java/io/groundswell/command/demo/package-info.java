/// A day of social media as a show. [Simulation] is a pure function of seed and time: its [Cast] posts and is looked at
/// with the day's [Rhythm], until one hashtag has its [Takeoff]; [Chance] rolls the dice. [Demo] sends it and
/// watches the [Board] move.
@NullMarked
package io.groundswell.command.demo;

import org.jspecify.annotations.NullMarked;
