export { readRequest as loadRequest } from '../rows/request-row.ts';
