{{- define "echobus.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 50 characters, so that pods' names and those of the other objects fit into the 63 of a DNS label. */}}
{{- define "echobus.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "echobus.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "echobus.selectorLabels" -}}
app.kubernetes.io/name: {{ include "echobus.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: node
{{- end -}}

{{- define "echobus.commonLabels" -}}
app.kubernetes.io/name: {{ include "echobus.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "echobus.labels" -}}
{{ include "echobus.commonLabels" . }}
app.kubernetes.io/component: node
{{- end -}}

{{- define "echobus.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* Where to look for the cluster: every pod's address is one of the headless service's, ready or not. */}}
{{- define "echobus.members" -}}
{{- list (printf "dns://%s-members:%d" (include "echobus.fullname" .) (int .Values.ports.member)) | toJson -}}
{{- end -}}

{{/* The nodes' configuration file: the given settings, and what the chart decides over them. */}}
{{- define "echobus.config" -}}
{{- $decided := dict
  "server" (dict "host" "0.0.0.0" "port" (int .Values.ports.echo))
  "cluster" (dict "enabled" true "port" (int .Values.ports.member) "busPort" (int .Values.ports.bus)
    "members" (include "echobus.members" . | fromJsonArray))
  "admin" (dict "enabled" true "host" "0.0.0.0" "port" (int .Values.admin.port)) -}}
{{- mergeOverwrite (deepCopy .Values.config) $decided | toPrettyJson -}}
{{- end -}}

{{/*
Sleep, then all that a drain may take one after the other (the server's drain; leaving the bus, its delay and the
client's drain go on beside it, and are added to be safe), then the margin.
*/}}
{{- define "echobus.terminationGracePeriodSeconds" -}}
{{- $server := get .Values.config "server" | default dict -}}
{{- $client := get .Values.config "client" | default dict -}}
{{- $cluster := get .Values.config "cluster" | default dict -}}
{{- $ms := add
  (ternary (get $server "drainTimeoutMs") 10000 (hasKey $server "drainTimeoutMs") | int)
  (ternary (get $client "drainTimeoutMs") 5000 (hasKey $client "drainTimeoutMs") | int)
  (ternary (get $cluster "leaveDelayMs") 700 (hasKey $cluster "leaveDelayMs") | int) -}}
{{- add (div (add $ms 999) 1000) .Values.preStopSleepSeconds .Values.stopMarginSeconds -}}
{{- end -}}

{{- define "echobus.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "echobus.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
