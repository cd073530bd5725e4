// Package layout holds who may import whom, as data, and the test that holds the
// program to it. There is nothing here to be imported.
package layout
