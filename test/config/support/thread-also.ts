export const said: string = 'from a module that is named by address';
