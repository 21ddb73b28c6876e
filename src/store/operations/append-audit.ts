export { appendAuditEntry as appendAudit } from '../steps/append-audit-entry.ts';
