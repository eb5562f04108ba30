import LRCore

/// What `lrplot` alone and `lrplot --help` print: examples first, on one screen of 24 lines by 80 columns.
let welcomePage = Localized(
  """
  lrplot \(version) - draws learning-rate schedules and what they do to training

  Try:
    lrplot compare step exp cosine               (out/compare-step-exp-cosine.*)
    lrplot train 'sgd:lr=0.1@step' 'sgd:lr=0.1@cosine' adam
    lrplot trajectory rosenbrock sgd momentum adam@cosine --tune

  Commands:
    compare SPEC...   draw schedules together as PNG, SVG, PDF, CSV or JSON
    diff A B          where two schedules differ, and by how much
    code SPEC         the schedule as Python for torch, keras, optax, paddle, ...
    trajectory SURFACE OPTIMIZER...   optimizers' paths down a surface
    train RUN...      short training runs: losses, accuracy, rates
    find-lr [OPT...]  learning-rate range test: which rate each rule suggests
    landscape RUN...  the loss around trained networks
    report NAME|FILE  figures, text and numbers in one HTML page
    serve FILE        the same in the browser, while it is written
    embed FILE...     the charts that Markdown files ask for; --check for CI
    list [KIND]       what there is to draw
    explain NAME      formula, parameters, source and a small picture of one

  A SPEC is a name and its parameters: step:size=30; '+' joins phases in time.
  `lrplot COMMAND --help` shows all its options; --lang zh speaks Chinese.

  """,
  zh: """
    lrplot \(version) - 绘制学习率调度及其对训练的影响

    试一试：
      lrplot compare step exp cosine               (out/compare-step-exp-cosine.*)
      lrplot train 'sgd:lr=0.1@step' 'sgd:lr=0.1@cosine' adam
      lrplot trajectory rosenbrock sgd momentum adam@cosine --tune

    命令：
      compare SPEC...   把多个调度画在一起，输出 PNG、SVG、PDF、CSV 或 JSON
      diff A B          两个调度在何处不同、相差多少
      code SPEC         把调度写成 torch、keras、optax、paddle 等的 Python 代码
      trajectory SURFACE OPTIMIZER...   优化器在曲面上的下降轨迹
      train RUN...      短时训练：损失、准确率与学习率
      find-lr [OPT...]  学习率范围测试：各规则建议的学习率
      landscape RUN...  训练所得网络周围的损失地形
      report NAME|FILE  把图、文字与数值汇成 HTML 报告
      serve FILE        在浏览器中预览报告，随改随更新
      embed FILE...     绘制 Markdown 文件所要的图；--check 用于 CI
      list [KIND]       列出可以绘制的内容
      explain NAME      公式、参数、出处与一幅小图

    SPEC 由名称和参数组成，如 step:size=30；各阶段按时间用“+”连接。
    `lrplot COMMAND --help` 显示命令的全部选项；--lang zh 使用中文。

    """)
