import LRMath
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: [
    (#"\eta_t = \eta_0 \cdot 0.5^{t/10}"#, "η_t = η_0 · 0.5^(t/10)"),
    (#"\frac{1}{2}(a+b)"#, "(1/2)(a + b)"),
    (#"1 + \frac{m_t}{1-\beta_1^t}"#, "1 + m_t/(1 − β_1^t)"),
    (#"a = -b"#, "a = −b"),
    (#"\cos\left(\frac{t}{T}\pi\right)"#, "cos((t/T) π)"),
    (#"2\cos x"#, "2 cos x"),
    (#"\sqrt{v_t} + \sqrt[3]{x} + \sqrt[n]{x}"#, "√(v_t) + ∛x + root(n, x)"),
    (#"\hat m_t + \hat{ab}"#, "m\u{302}_t + hat(ab)"),
    (#"\eta_0\gamma^{\lfloor t/s\rfloor}"#, "η_0 γ^(⌊t/s⌋)"),
    (#"\begin{cases} a & \text{if } t<T, \\ b & \text{otherwise} \end{cases}"#, "{a if t < T; b otherwise}"),
    (#"\begin{aligned} a &= b \\ c &= d \end{aligned}"#, "a = b; c = d"),
    (#"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"#, "(a, b; c, d)"),
    (#"\sum_{i=1}^n x_i"#, "∑_(i = 1)^n x_i"),
    (#"f''(x), f'^2"#, "f″(x), f′^2"),
    (#"1{,}000, 50\%"#, "1,000, 50%"),
    (#"a \equiv b \pmod n"#, "a ≡ b (mod n)"),
    (#"\underbrace{a+b}_{\text{热身}}"#, "(a + b) (热身)"),
    (#"\arg\min_x f"#, "arg min_x f"),
    (#"\mathrm{lr}\,\mathbf{w}"#, "lr w"),
    (#"\binom nk, \big(x\big), {\textstyle y}"#, "binom(n, k), (x), y"),
    ("", ""),
  ])
  func line(_ latex: String, _ text: String) throws {
    #expect(try MathFormula(latex).plainText == text)
  }
}
