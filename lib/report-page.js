// @ts-check
/** The script of a report: its page is written out already, and gets its charts, sorting and filter. */
import { startPage } from './report-page-start.js'

void startPage()
