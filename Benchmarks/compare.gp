# The figure of `lrplot compare step exp cosine` in gnuplot: the same 1600x1000 pixels, the same 101 points of the same
# three schedules, labels, grid and legend.
#
#   gnuplot -e "output='compare.png'" Benchmarks/compare.gp
if (!exists("output")) output = "compare-gnuplot.png"

steps = 100
base = 0.1
rate_step(t) = base * 0.1 ** int(t / 33)
rate_exp(t) = base * 0.01 ** (real(t) / steps)
rate_cosine(t) = base * (1 + cos(pi * t / steps)) / 2

set terminal pngcairo size 1600,1000 font "sans,24" linewidth 2
set output output
set title "Learning-rate schedules"
set xlabel "step"
set ylabel "learning rate"
set xrange [0:steps]
set yrange [0:0.105]
set grid linetype 1 linewidth 0.5 linecolor rgb "#cccccc"
set key top right
set samples steps + 1
plot rate_step(x) with steps linewidth 2 linecolor rgb "#0072B2" title "step", \
     rate_exp(x) with lines linewidth 2 linecolor rgb "#D55E00" dashtype 2 title "exp", \
     rate_cosine(x) with lines linewidth 2 linecolor rgb "#009E73" dashtype 4 title "cosine"
