#ifndef LRPLOT_CYAML_SHIM_H
#define LRPLOT_CYAML_SHIM_H
#include <yaml.h>
#endif
