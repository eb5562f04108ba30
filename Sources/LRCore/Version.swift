/// The version of lrplot and its worker.
package let lrplotVersion = "0.1.0"
