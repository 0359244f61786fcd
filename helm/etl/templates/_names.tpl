{{/* The names and labels of objects. */}}

{{- define "etl.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "etl.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "etl.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "etl.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Of the list (root, schedule). Kubernetes leaves a CronJob's name 52 characters, so that a job's, with its minute, has 63. */}}
{{- define "etl.cronJobName" -}}
{{- $root := index . 0 }}
{{- $schedule := index . 1 }}
{{- printf "%s-%s" (include "etl.fullname" $root | trunc (sub 51 (len $schedule) | int) | trimSuffix "-") $schedule }}
{{- end }}

{{- define "etl.selectorLabels" -}}
app.kubernetes.io/name: {{ include "etl.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "etl.labels" -}}
{{ include "etl.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "etl.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "etl.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The Secret with the password; nothing when the password comes from elsewhere. */}}
{{- define "etl.secretName" -}}
{{- if .Values.source.externalSecret.enabled }}
{{- include "etl.fullname" . }}-source
{{- else }}
{{- .Values.source.existingSecret.name }}
{{- end }}
{{- end }}

{{- define "etl.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}
