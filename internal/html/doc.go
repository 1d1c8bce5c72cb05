// Package html gives behaviour to what HTML defines below the level of navigation: timers
// and script elements. It asks the document and the window it serves through small
// interfaces that it declares itself.
package html
