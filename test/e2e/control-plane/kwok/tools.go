//go:build tools

// Package tools names the program that plays the nodes. A module of its own: its dependencies differ from Kubernetes'.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
