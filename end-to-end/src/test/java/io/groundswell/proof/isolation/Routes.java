package io.groundswell.proof.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a service answers to, read out of its class files: none can be added in secret.
public final class Routes {

  private static final String JAX_RS = "Ljakarta/ws/rs/";
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private Routes() {
  }

  /// The resources of JAX-RS, as `GET /v1/keys`.
  public static Set<String> ofResources(Path classes) throws IOException {
    var found = new TreeSet<String>();
    for (var type : types(classes)) {
      var root = path(type);
      if (!root.isEmpty()) {
        for (var method : type.methods()) {
          METHODS.stream().filter(verb -> annotations(method).anyMatch(each -> is(each, verb)))
              .forEach(verb -> found.add(verb + " " + root + path(method)));
        }
      }
    }
    return found;
  }

  /// The paths that classes name which put routes into the router themselves.
  public static Set<String> ofTheRouter(Path classes) throws IOException {
    var found = new TreeSet<String>();
    for (var type : types(classes)) {
      if (type.methods().stream()
          .anyMatch(method -> method.methodType().stringValue().contains("Lio/vertx/ext/web/Router;"))) {
        for (var entry : type.constantPool()) {
          if (entry instanceof StringEntry text && text.stringValue().matches("/v1/[a-zA-Z].*")) {
            found.add(text.stringValue());
          }
        }
      }
    }
    return found;
  }

  private static List<ClassModel> types(Path classes) throws IOException {
    try (var files = Files.walk(classes)) {
      return files.filter(file -> file.toString().endsWith(".class")).map(Routes::parse).toList();
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Annotation> annotations(AttributedElement element) {
    return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream());
  }

  private static boolean is(Annotation annotation, String name) {
    return annotation.className().stringValue().equals(JAX_RS + name + ";");
  }

  private static String path(AttributedElement element) {
    return annotations(element).filter(each -> is(each, "Path"))
        .map(each -> each.elements().getFirst().value() instanceof AnnotationValue.OfString text
            ? text.stringValue() : "")
        .findFirst().orElse("");
  }
}
