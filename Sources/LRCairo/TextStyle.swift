/// What the letters of a picture are in its file.
public enum TextStyle: Sendable, Hashable {
  /// Shapes, which look the same everywhere, whatever fonts the reader has.
  case outlines
  /// Text, which can be selected, searched and edited.
  case selectable
}
