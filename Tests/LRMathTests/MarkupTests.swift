import LRMath
import Testing

/// A formula as the elements inside `<semantics>`.
func elements(_ latex: String) throws -> String {
  let markup = try MathFormula(latex).markup(display: false)
  let start = "<math><semantics>".count
  let end = markup.range(of: "<annotation") ?? markup.endIndex
  return String(markup[markup.index(markup.startIndex, offsetBy: start)..<end])
}

extension String {
  /// Where a piece of text begins.
  func range(of piece: String) -> Index? {
    indices.first { self[$0...].hasPrefix(piece) }
  }
}

struct MarkupCase: Sendable, CustomTestStringConvertible {
  var latex: String
  var markup: String

  init(_ latex: String, _ markup: String) {
    self.latex = latex
    self.markup = markup
  }

  var testDescription: String { latex }
}

@Suite struct MarkupTests {
  @Test func wholeFormula() throws {
    let formula = try MathFormula("a<b")
    let inner =
      "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"
      + #"<annotation encoding="application/x-tex">a&lt;b</annotation>"#
    #expect(formula.markup(display: false) == "<math><semantics>\(inner)</semantics></math>")
    #expect(formula.markup(display: true) == #"<math display="block"><semantics>\#(inner)</semantics></math>"#)
  }

  @Test(arguments: [
    MarkupCase("", "<mrow></mrow>"),
    MarkupCase("x", "<mi>x</mi>"),
    MarkupCase("ab", "<mrow><mi>a</mi><mi>b</mi></mrow>"),
    MarkupCase("0.5", "<mn>0.5</mn>"),
    MarkupCase("1e-5", "<mrow><mn>1</mn><mi>e</mi><mo>−</mo><mn>5</mn></mrow>"),
    MarkupCase(".5.", #"<mrow><mn>.5</mn><mo lspace="0" rspace="0">.</mo></mrow>"#),
    MarkupCase("1{,}000", #"<mrow><mn>1</mn><mo lspace="0" rspace="0">,</mo><mn>000</mn></mrow>"#),
    MarkupCase(#"\eta\Gamma η"#, #"<mrow><mi>η</mi><mi mathvariant="normal">Γ</mi><mi>η</mi></mrow>"#),
    MarkupCase("x := 1", "<mrow><mi>x</mi><mo>:=</mo><mn>1</mn></mrow>"),
    MarkupCase(
      #"50\%\,\&"#, #"<mrow><mn>50</mn><mtext>%</mtext><mspace width="0.1667em"/><mtext>&amp;</mtext></mrow>"#),
    MarkupCase("学", "<mi>学</mi>"),
  ])
  func leaves(_ example: MarkupCase) throws { #expect(try elements(example.latex) == example.markup) }

  @Test(arguments: [
    MarkupCase("-x", "<mrow><mo>−</mo><mi>x</mi></mrow>"),
    MarkupCase("a-b", "<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"),
    MarkupCase("a=-b", #"<mrow><mi>a</mi><mo>=</mo><mo form="prefix">−</mo><mi>b</mi></mrow>"#),
    MarkupCase(
      "(-1)",
      #"<mrow><mo stretchy="false">(</mo><mo form="prefix">−</mo><mn>1</mn>"#
        + #"<mo stretchy="false">)</mo></mrow>"#),
    MarkupCase("a/b", #"<mrow><mi>a</mi><mo lspace="0" rspace="0">/</mo><mi>b</mi></mrow>"#),
    MarkupCase(
      #"\lVert x\rVert"#,
      #"<mrow><mo form="prefix" stretchy="false">‖</mo><mi>x</mi><mo form="postfix" stretchy="false">‖</mo></mrow>"#),
    MarkupCase(
      #"a\mid b"#, #"<mrow><mi>a</mi><mo lspace="0.2778em" rspace="0.2778em" stretchy="false">∣</mo><mi>b</mi></mrow>"#),
  ])
  func operators(_ example: MarkupCase) throws { #expect(try elements(example.latex) == example.markup) }

  @Test(arguments: [
    MarkupCase("x_t", "<msub><mi>x</mi><mi>t</mi></msub>"),
    MarkupCase("x^12", "<mrow><msup><mi>x</mi><mn>1</mn></msup><mn>2</mn></mrow>"),
    MarkupCase("x^2_t", "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>"),
    MarkupCase("x_t^2", "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>"),
    MarkupCase("10^{-3}", "<msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>"),
    MarkupCase("x^*", "<msup><mi>x</mi><mo>∗</mo></msup>"),
    MarkupCase("f''", "<msup><mi>f</mi><mo>″</mo></msup>"),
    MarkupCase("f'_t", "<msubsup><mi>f</mi><mi>t</mi><mo>′</mo></msubsup>"),
    MarkupCase("f'^2", #"<msup><mi>f</mi><mrow><mo lspace="0" rspace="0">′</mo><mn>2</mn></mrow></msup>"#),
    MarkupCase("^2", "<msup><mrow></mrow><mn>2</mn></msup>"),
    MarkupCase(
      #"\sum_{i=1}^n"#,
      #"<munderover><mo movablelimits="true">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"#),
    MarkupCase(#"\sum\nolimits_i"#, "<msub><mo>∑</mo><mi>i</mi></msub>"),
    MarkupCase(#"\int\limits_0"#, #"<munder><mo movablelimits="false">∫</mo><mn>0</mn></munder>"#),
    MarkupCase(#"\int_0^1"#, "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>"),
    MarkupCase(
      #"\lim_t"#, #"<munder><mo form="prefix" lspace="0" rspace="0" movablelimits="true">lim</mo><mi>t</mi></munder>"#),
    MarkupCase(
      #"\underbrace{ab}_n"#,
      #"<munder><munder><mrow><mi>a</mi><mi>b</mi></mrow><mo stretchy="true">⏟</mo></munder><mi>n</mi></munder>"#),
    MarkupCase(#"\overset!="#, #"<mover><mo>=</mo><mo>!</mo></mover>"#),
  ])
  func scripts(_ example: MarkupCase) throws { #expect(try elements(example.latex) == example.markup) }

  @Test(arguments: [
    MarkupCase(#"\frac12"#, "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
    MarkupCase(#"\dfrac{a}{b}"#, #"<mfrac displaystyle="true" scriptlevel="0"><mi>a</mi><mi>b</mi></mfrac>"#),
    MarkupCase(
      #"\binom nk"#,
      #"<mrow><mo form="prefix" stretchy="true">(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>"#
        + #"<mo form="postfix" stretchy="true">)</mo></mrow>"#),
    MarkupCase(#"\sqrt{x+1}"#, "<msqrt><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow></msqrt>"),
    MarkupCase(#"\sqrt[3]x"#, "<mroot><mi>x</mi><mn>3</mn></mroot>"),
    MarkupCase(
      #"\left\lfloor t\right."#,
      #"<mrow><mo fence="true" form="prefix" stretchy="true">⌊</mo><mrow><mi>t</mi></mrow></mrow>"#),
    MarkupCase(
      #"\bigl("#, #"<mo form="prefix" stretchy="true" symmetric="true" minsize="1.2em" maxsize="1.2em">(</mo>"#),
    MarkupCase(#"\hat m"#, #"<mover accent="true"><mi>m</mi><mo stretchy="false">ˆ</mo></mover>"#),
    MarkupCase(
      #"\overline{x}"#, #"<mover accent="true" class="math-overline"><mi>x</mi><mo stretchy="true">‾</mo></mover>"#),
    MarkupCase(#"\widehat{x}"#, #"<mover accent="true"><mi>x</mi><mo stretchy="true">&#x302;</mo></mover>"#),
    MarkupCase(
      #"{\displaystyle x}"#, #"<mstyle displaystyle="true" scriptlevel="0"><mi>x</mi></mstyle>"#),
  ])
  func structures(_ example: MarkupCase) throws { #expect(try elements(example.latex) == example.markup) }

  @Test(arguments: [
    MarkupCase(
      #"\cos(x)"#,
      #"<mrow><mi>cos</mi><mo>&#x2061;</mo><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow>"#),
    MarkupCase(
      #"2\cos x"#,
      #"<mrow><mn>2</mn><mspace width="0.1667em"/><mi>cos</mi><mo rspace="0.1667em">&#x2061;</mo><mi>x</mi></mrow>"#),
    MarkupCase(#"\exp"#, "<mi>exp</mi>"),
    MarkupCase(
      #"\operatorname{E}=\eta_{\min}"#,
      #"<mrow><mi mathvariant="normal">E</mi><mo>=</mo><msub><mi>η</mi><mi>min</mi></msub></mrow>"#),
    MarkupCase(#"\operatorname{lr\_max}"#, "<mi>lr_max</mi>"),
    MarkupCase(#"\mathrm{lr}\mathrm d"#, #"<mrow><mi>lr</mi><mi mathvariant="normal">d</mi></mrow>"#),
    MarkupCase(
      #"\mathcal{L}\mathbb{R}\mathbf{w1}"#, "<mrow><mi>ℒ</mi><mi>ℝ</mi><mrow><mi>𝐰</mi><mn>𝟏</mn></mrow></mrow>"),
    MarkupCase(#"\boldsymbol\theta\mathit{lh}"#, "<mrow><mi>𝜽</mi><mi>𝑙ℎ</mi></mrow>"),
    MarkupCase(#"\text{ 如果 x<1 }"#, "<mtext>&#xA0;如果&#xA0;x&lt;1&#xA0;</mtext>"),
    MarkupCase(#"\text{if $t$}"#, "<mrow><mtext>if&#xA0;</mtext><mi>t</mi></mrow>"),
    MarkupCase(#"\textbf{b{a}\_}"#, "<mtext>𝐛𝐚_</mtext>"),
  ])
  func names(_ example: MarkupCase) throws { #expect(try elements(example.latex) == example.markup) }

  @Test func cases() throws {
    let latex = #"\begin{cases} a & \text{if } b \\ c \\[2pt] \end{cases}"#
    #expect(
      try elements(latex) == #"<mrow><mo fence="true" form="prefix" stretchy="true">{</mo><mrow><mtable>"#
        + #"<mtr><mtd columnalign="left"><mi>a</mi></mtd>"#
        + #"<mtd columnalign="left"><mtext>if&#xA0;</mtext><mi>b</mi></mtd></mtr>"#
        + #"<mtr><mtd columnalign="left"><mi>c</mi></mtd></mtr></mtable></mrow></mrow>"#)
  }

  @Test func aligned() throws {
    #expect(
      try elements(#"\begin{aligned} a &= b \\ &- c \end{aligned}"#)
        == #"<mtable displaystyle="true" columnspacing="0em"><mtr><mtd columnalign="right"><mi>a</mi></mtd>"#
        + #"<mtd columnalign="left"><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd columnalign="right"></mtd>"#
        + #"<mtd columnalign="left"><mo form="infix">−</mo><mi>c</mi></mtd></mtr></mtable>"#)
  }

  @Test func matrices() throws {
    let table = "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"
    #expect(try elements(#"\begin{matrix}a&b\end{matrix}"#) == table)
    #expect(
      try elements(#"\begin{bmatrix}a&b\end{bmatrix}"#)
        == #"<mrow><mo fence="true" form="prefix" stretchy="true">[</mo><mrow>\#(table)</mrow>"#
        + #"<mo fence="true" form="postfix" stretchy="true">]</mo></mrow>"#)
    #expect(
      try elements(#"\begin{array}{r c}a&b\end{array}"#)
        == #"<mtable><mtr><mtd columnalign="right"><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"#)
  }

  @Test func equality() throws {
    #expect(try MathFormula("x") == MathFormula("x"))
    #expect(try MathFormula("x") != MathFormula("{x}"))
    #expect(try Set([MathFormula("x"), MathFormula("x")]).count == 1)
  }
}
