/** `picture:` and a number: the only source that a picture in an article's HTML has. The number counts its pictures from 0. */
export const pictureScheme = "picture:";
