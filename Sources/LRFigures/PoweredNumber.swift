import LRCharts
import LRCore
import LRScene

/// A number with all its digits, or so many, written as the labels of the same figure are, in plain characters: `0.1`,
/// `5×10⁻⁵`.
func powered(_ value: Double, digits: Int = 17) -> String { inPlainCharacters(quantityLabel(value, digits: digits)) }

func inPlainCharacters(_ label: RichText) -> String {
  label.runs.map { run in
    run.position == .superscript ? String(run.text.map { raised[$0] ?? $0 }) : run.text
  }.joined()
}

private let raised: [Character: Character] = [
  "−": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
]
