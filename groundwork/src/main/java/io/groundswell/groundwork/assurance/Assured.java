package io.groundswell.groundwork.assurance;

import java.util.List;

/// A part of a service that knows what its promises rest on.
public interface Assured {

  /// As they are in effect now. May take its time: it is asked on a virtual thread of its own.
  ///
  /// @throws Exception where it cannot be told yet, since a server does not answer; it is asked again
  List<Guarantee> guarantees() throws Exception;
}
